/// Smoothing by straight lines through the nearest third of the points, near ones counting more (loess; Cleveland
/// 1979): what Vega draws for DVC's `smooth`.
enum LocalRegression {
    private static let bandwidth = 0.3

    /// `points` in the order of x.
    static func smooth(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
        guard points.count > 3 else { return points }
        let size = max(3, Int((bandwidth * Double(points.count)).rounded(.up)))
        var first = 0
        return points.map { point in
            // The window moves on while the point after it is nearer than its first.
            while first + size < points.count, points[first + size].x - point.x < point.x - points[first].x {
                first += 1
            }
            return (point.x, value(at: point.x, points[first..<(first + size)]) ?? point.y)
        }
    }

    private static func value(at x: Double, _ window: ArraySlice<(x: Double, y: Double)>) -> Double? {
        let reach = max(x - (window.first?.x ?? x), (window.last?.x ?? x) - x)
        guard reach > 0 else { return window.map(\.y).reduce(0, +) / Double(window.count) }
        var (sum, sumX, sumY, sumXX, sumXY) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for point in window {
            let distance = (point.x - x) / reach
            let cube = 1 - abs(distance * distance * distance)
            let weight = cube * cube * cube
            sum += weight
            sumX += weight * distance
            sumY += weight * point.y
            sumXX += weight * distance * distance
            sumXY += weight * distance * point.y
        }
        let determinant = sum * sumXX - sumX * sumX
        let result = abs(determinant) < 1e-12 ? sumY / sum : (sumXX * sumY - sumX * sumXY) / determinant
        return result.isFinite ? result : nil
    }
}

internal import Glibc
internal import MLOpsCore

/// Maps values to places on a drawing, with round numbers for the grid.
struct AxisScale {
    let low: Double
    let high: Double
    let ticks: [Double]
    private let from: Double
    private let to: Double

    /// Values in `domain` go from place `from` to place `to`. `includesZero`: bars begin there.
    init(_ domain: some Sequence<Double>, from: Double, to: Double, includesZero: Bool = false) {
        var low = includesZero ? 0 : Double.infinity
        var high = includesZero ? 0 : -Double.infinity
        for value in domain where value.isFinite {
            low = min(low, value)
            high = max(high, value)
        }
        if low > high { (low, high) = (0, 1) }
        if low == high {
            let room = max(0.5, abs(low) * 0.05)
            low = max(low - room, -.greatestFiniteMagnitude)
            high = min(high + room, .greatestFiniteMagnitude)
        }
        let step = Self.step(high / 5 - low / 5)
        let first = (low / step).rounded(.down)
        let last = (high / step).rounded(.up)
        // Numbers so near to each other that no step lies between them, or so large that none lies around them.
        guard step.isFinite, step > 0, first.magnitude < 1e15, last - first < 50, (first * step).isFinite,
            (last * step).isFinite
        else {
            (self.low, self.high, ticks, self.from, self.to) = (low, high, [low, high], from, to)
            return
        }
        self.low = first * step
        self.high = last * step
        ticks = stride(from: first, through: last, by: 1).map { $0 * step }
        (self.from, self.to) = (from, to)
    }

    func place(_ value: Double) -> Double {
        let span = high - low
        // Halved, so that the whole range of numbers does not overflow.
        let part = span.isFinite ? (value - low) / span : (value / 2 - low / 2) / (high / 2 - low / 2)
        return from + part * (to - from)
    }

    func label(_ value: Double) -> String {
        DecimalText.significant(value.magnitude < (high - low) * 1e-9 ? 0 : value, digits: 6)
    }

    /// 1, 2 or 5 times a power of ten, not less than `value`.
    private static func step(_ value: Double) -> Double {
        guard value.isFinite, value > 0 else { return 1 }
        let power = pow(10, log10(value).rounded(.down))
        return ([1, 2, 5].first { $0 * power >= value } ?? 10) * power
    }
}

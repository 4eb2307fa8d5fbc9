/// Sizes as Git LFS prints them: decimal units, one digit after the point below ten.
enum LFSSize {
    static func text(_ bytes: Int64) -> String {
        if bytes < 10 { return "\(bytes) B" }
        let units = ["B", "KB", "MB", "GB", "TB", "PB"]
        var scale: Int64 = 1
        var unit = 0
        while unit + 1 < units.count, bytes / scale >= 1000 {
            scale *= 1000
            unit += 1
        }
        let tenths = (Double(bytes) / Double(scale) * 10 + 0.5).rounded(.down)
        if unit == 0 || tenths >= 100 { return "\(Int64((tenths / 10).rounded(.toNearestOrEven))) \(units[unit])" }
        return "\(Int64(tenths) / 10).\(Int64(tenths) % 10) \(units[unit])"
    }
}

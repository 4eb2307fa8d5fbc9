/// Sizes as git prints them: binary units, two decimals.
package enum ByteCount {
    package static func text(_ bytes: Int64) -> String {
        let units = [("GiB", Int64(1) << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
        guard let (unit, size) = units.first(where: { bytes >= $0.1 }) else {
            return bytes == 1 ? "1 byte" : "\(bytes) bytes"
        }
        let hundredths = bytes / size * 100 + bytes % size * 100 / size
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) \(unit)"
    }
}

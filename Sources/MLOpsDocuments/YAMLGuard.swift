/// Refuses YAML text that would cost the library behind ``YAMLReader`` far more than its size: it expands aliases
/// as it reads and hashes every key with all that the key holds.
///
/// The measures are taken from the text and are upper bounds, so that a harmless file is refused only when it
/// combines deep nesting with hundreds of anchors, or anchors with keys that are not scalars.
enum YAMLGuard {
    private static let maxDepthWithAliases = 10_000
    private static let maxAnchorsWithComplexKeys = 8

    /// What is wrong, or nil.
    static func problem(_ bytes: [UInt8]) -> String? {
        var flow = 0
        var maxFlow = 0
        var maxIndent = 0
        var anchors = 0
        var hasComplexKey = false
        var atLineHead = true
        var column = 0
        var previous = UInt8(ascii: "\n")
        for (index, byte) in bytes.enumerated() {
            let next = index + 1 < bytes.count ? bytes[index + 1] : UInt8(ascii: "\n")
            switch byte {
            case 0: return "holds a NUL byte"
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                flow += 1
                maxFlow = max(maxFlow, flow)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): flow = max(0, flow - 1)
            case UInt8(ascii: "&") where isBoundary(previous) && !isBoundary(next): anchors += 1
            case UInt8(ascii: "*") where isBoundary(previous) && isAliasKey(bytes, from: index): hasComplexKey = true
            case UInt8(ascii: "?") where isBoundary(previous) && isBoundary(next): hasComplexKey = true
            default: break
            }
            if byte == UInt8(ascii: "\n") {
                atLineHead = true
                column = 0
            } else if atLineHead {
                column += 1
                maxIndent = max(maxIndent, column)
                atLineHead = isBoundary(byte)
            }
            previous = byte
        }
        guard anchors > 0 else { return nil }
        if (maxFlow + maxIndent) * (anchors + 1) > maxDepthWithAliases { return "nests too deeply with its aliases" }
        return hasComplexKey && anchors > maxAnchorsWithComplexKeys ? "uses aliases in keys" : nil
    }

    private static func isBoundary(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0a, 0x0d, UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: ","),
            UInt8(ascii: "["), UInt8(ascii: "{"):
            true
        default: false
        }
    }

    /// Whether the word at `start` is followed by a colon.
    private static func isAliasKey(_ bytes: [UInt8], from start: Int) -> Bool {
        var index = start + 1
        while index < bytes.count, !isBoundary(bytes[index]) { index += 1 }
        while index < bytes.count, bytes[index] == 0x20 { index += 1 }
        return index < bytes.count && bytes[index] == UInt8(ascii: ":")
    }
}

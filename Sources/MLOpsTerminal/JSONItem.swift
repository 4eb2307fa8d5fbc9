package import MLOpsCore

/// One of a long list that is written without being held (``Output/json(_:lists:)``).
package enum JSONItem {
    case value(JSONValue)
    /// Valid JSON without blanks, names in order: what an index keeps.
    case line(String)

    /// As `JSONStyle.pretty` lays it out with its names in order, `depth` levels in.
    func laidOut(depth: Int) -> [UInt8] {
        switch self {
        case .value(let value): return value.serialized(.pretty(sortedKeys: true), depth: depth)
        case .line(let line):
            var text: [UInt8] = []
            JSONText.appendLaidOut(line.utf8, depth: depth, to: &text)
            return text
        }
    }
}

package import MLOpsCore

/// The ops of one append with all that is needed to write their log commit again.
package struct JournalBatch: Sendable, Equatable {
    /// 16 hexadecimal digits.
    package let id: String
    package let store: LogStore
    package let ops: [Op]
    /// Points that stand beside an op, by its id.
    package var series: [String: [MetricPoint]] = [:]
    /// Trees that the commit keeps alive.
    package var snapshots: [ObjectID] = []
    /// The log commit that holds the ops, once there is one, and its bytes.
    package var commit: ObjectID?
    package var rawCommit: [UInt8] = []

    private static let pointsPerLine = 1000

    /// The lines as they are appended to the journal, before the commit is known.
    var lines: [UInt8] {
        let header: JSONValue = [
            "batch": .string(id), "snap": .array(snapshots.map { .string($0.hex) }), "store": .string(store.rawValue),
        ]
        var text = Self.line(header)
        for op in ops { text += op.line + [0x0a] }
        for (op, points) in series.sorted(by: { $0.key < $1.key }) {
            for start in stride(from: 0, to: points.count, by: Self.pointsPerLine) {
                let part = points[start..<min(start + Self.pointsPerLine, points.count)].map(\.json)
                text += Self.line(["points": .array(part), "series": .string(op)])
            }
        }
        return text + Self.line(["end": .string(id)])
    }

    /// ``mark(_:commit:raw:)`` for a batch that is in the log.
    var mark: [UInt8] {
        commit.map { Self.mark(id, commit: $0, raw: rawCommit) } ?? []
    }

    static func name(_ bits: UInt64) -> String {
        Hex.encode((0..<8).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) })
    }

    /// The line that says that the batch is in the log. It begins like no other line.
    static func mark(_ batch: String, commit: ObjectID, raw: [UInt8]) -> [UInt8] {
        line(["commit": .string(commit.hex), "landed": .string(batch), "raw": .string(raw.asText)])
    }

    static let markPrefix = Array("{\"commit\":".utf8)

    private static func line(_ value: JSONValue) -> [UInt8] {
        value.serialized(.compact(sortedKeys: true)) + [0x0a]
    }
}

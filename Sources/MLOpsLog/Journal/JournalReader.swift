internal import MLOpsCore

/// Puts the lines of a journal file together again: whole batches only, because one without its last line was never
/// acknowledged. Lines that are torn are left out.
struct JournalReader {
    private(set) var batches: [JournalBatch] = []
    /// Log commits without ops: merges, by name.
    private(set) var merges: [ObjectID: [UInt8]] = [:]
    private var header: (id: String, store: LogStore, snapshots: [ObjectID])?
    private var ops: [Op] = []
    private var series: [String: [MetricPoint]] = [:]

    init(_ text: [UInt8]) {
        for line in text.split(separator: 0x0a) { read(Array(line)) }
    }

    private mutating func read(_ line: [UInt8]) {
        guard let json = try? JSONValue.parse(line) else { return }
        if let id = json["batch"]?.stringValue {
            begin(id, json)
        } else if let batch = json["landed"]?.stringValue {
            land(batch, json)
        } else if let end = json["end"]?.stringValue {
            finish(end)
        } else if let op = json["series"]?.stringValue, case .array(let points)? = json["points"] {
            series[op, default: []] += points.compactMap(MetricPoint.init)
        } else if let op = Op(line: line), OpIdentity.matches(op) {
            ops.append(op)
        }
    }

    private mutating func begin(_ id: String, _ json: JSONValue) {
        header = nil
        ops = []
        series = [:]
        guard let store = json["store"]?.stringValue.flatMap(LogStore.init(rawValue:)) else { return }
        var snapshots: [ObjectID] = []
        if case .array(let names)? = json["snap"] {
            snapshots = names.compactMap { $0.stringValue.flatMap { ObjectID(hex: $0) } }
        }
        header = (id, store, snapshots)
    }

    private mutating func finish(_ id: String) {
        guard let header, header.id == id else { return }
        batches.append(
            JournalBatch(id: id, store: header.store, ops: ops, series: series, snapshots: header.snapshots))
        self.header = nil
    }

    private mutating func land(_ batch: String, _ json: JSONValue) {
        guard let commit = json["commit"]?.stringValue.flatMap({ ObjectID(hex: $0) }) else { return }
        let raw = Array((json["raw"]?.stringValue ?? "").utf8)
        guard let index = batches.lastIndex(where: { $0.id == batch }) else {
            merges[commit] = raw
            return
        }
        batches[index].commit = commit
        batches[index].rawCommit = raw
    }
}

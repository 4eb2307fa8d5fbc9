package import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
package import MLOpsLog
internal import MLOpsSystem

/// What a run logs while it runs, one JSON line each in `mlops/journal/<run>.jsonl`: appended with fsync by
/// `git mlops log`, moved into the log every ten seconds, at 256 KiB and at the end. A process that dies leaves the
/// file, and the next command moves it.
package struct RunJournal: Sendable {
    package enum Entry: Sendable, Equatable {
        case metric(MetricPoint, MetricContext)
        case param(key: String, value: JSONValue)
        case tag(key: String, value: String)
        case artifact(name: String, size: Int64, digest: String?, blob: String?)
        /// The record of a stage that ran.
        case stage(JSONValue)
    }

    private let directory: String
    private let run: String

    package init(_ layout: LogLayout, run: String) {
        directory = layout.journalDirectory
        self.run = run
    }

    private var path: String { Paths.join(directory, "\(run).jsonl") }
    private var ownerPath: String { Paths.join(directory, "\(run).owner") }

    /// Bytes that wait to be moved into the log.
    var pendingBytes: Int64 { Files.info(path)?.size ?? 0 }

    /// Adds entries; they are on disk when this returns.
    package func append(_ entries: [Entry]) throws {
        try Files.makeDirectories(directory)
        var text: [UInt8] = []
        for entry in entries { text += entry.json.serialized(.compact(sortedKeys: true)) + [0x0a] }
        while true {
            let file = try Descriptor(opening: path, flags: FileFlags.readAndAppend)
            _ = try file.lock()
            // The file may have been taken away between opening and locking.
            let info = try file.info()
            guard info.inode == Files.info(path)?.inode else { continue }
            do {
                // A writer that died may have left half a line.
                let isWhole = try file.tail(1).last.map { $0 == 0x0a } ?? true
                try file.write((isWhole ? [] : [0x0a]) + text)
                try file.synchronize()
            } catch {
                try? file.truncate(to: info.size)
                throw error
            }
            return try file.close()
        }
    }

    /// Marks the run as alive for as long as the descriptor is open.
    func own() throws -> Descriptor {
        try Files.makeDirectories(directory)
        // Nobody sees the file before it is locked: it would be taken for a dead process's.
        let path = Paths.join(Paths.parent(directory), "\(run).owner")
        let owner = try Descriptor(opening: path, flags: FileFlags.readWrite)
        _ = try owner.lock()
        try Files.rename(path, to: ownerPath)
        return owner
    }

    /// Whether a process on this machine is recording the run.
    package var isOwned: Bool {
        guard let owner = try? Descriptor(opening: ownerPath) else { return false }
        return (try? owner.lock(wait: false)) == false
    }

    func disown() {
        try? Files.remove(ownerPath)
    }

    /// Moves what was written into the log. The segment's name goes into the ops, so that a segment which was
    /// already moved when a process died is not moved twice.
    func flush(into store: RunStore) throws {
        let fresh = try takeSegment(store.repository)
        for name in try Files.list(directory) where name.hasPrefix("\(run).segment-") {
            try move(segment: name, isFresh: name == fresh, into: store)
        }
    }

    /// The name of the new segment; nil when nothing was written.
    private func takeSegment(_ repository: Repository) throws -> String? {
        guard pendingBytes > 0, let file = try? Descriptor(opening: path) else { return nil }
        _ = try file.lock()
        // Somebody else has taken it between opening and locking.
        guard try file.info().inode == Files.info(path)?.inode else { return nil }
        let name = "\(run).segment-\(repository.context.randomBits())"
        try Files.rename(path, to: Paths.join(directory, name))
        return name
    }

    /// A portion at a time, so that memory does not grow with what was logged between two flushes. Only of a segment that
    /// somebody else began to move may portions be in the log already.
    private func move(segment: String, isFresh: Bool, into store: RunStore) throws {
        let path = Paths.join(directory, segment)
        let moved = isFresh ? [] : Set(try store.log.ops(of: run).compactMap { $0.body["j"]?.stringValue })
        var lines = LineReader(try Descriptor(opening: path))
        var number = 0
        while let entries = try Self.portion(&lines) {
            let name = number == 0 ? segment : "\(segment)+\(number)"
            number += 1
            if entries.isEmpty || moved.contains(name) { continue }
            try store.log.append(Self.drafts(entries, run: run, segment: name))
        }
        try Files.remove(path)
    }

    private static let portionBytes = 192 << 10

    /// The entries of the next 192 KiB, so that their ops fit into one log commit; nil at the end.
    private static func portion(_ lines: inout LineReader) throws -> [Entry]? {
        var entries: [Entry] = []
        var bytes = 0
        while bytes < portionBytes, case .line(let line) = try lines.next() {
            bytes += line.count + 1
            if let entry = Entry(line: line) { entries.append(entry) }
        }
        return bytes == 0 ? nil : entries
    }

    /// Moves what dead processes left behind, for every run.
    static func recover(_ store: RunStore) throws {
        let directory = store.log.layout.journalDirectory
        guard Files.isDirectory(directory) else { return }
        // Names without a dot are the log's own journal.
        let names = try Files.list(directory).filter { $0.contains(".") }
        let runs = Set(names.compactMap { $0.split(separator: ".").first.map(String.init) })
        for run in runs {
            let journal = RunJournal(store.log.layout, run: run)
            let sign = journal.lastSign
            guard let owner = try journal.takeOver() else { continue }
            try journal.flush(into: store)
            if let sign, sign.inode == (try owner.info().inode) { try close(run, lastSign: sign.time, in: store) }
            journal.disown()
        }
    }

    /// Becomes the owner of a run whose process is gone; nil when it is not, or when somebody else takes care of it.
    private func takeOver() throws -> Descriptor? {
        let owner = try Descriptor(opening: ownerPath, flags: FileFlags.readWrite)
        // Where locks do not work nobody seems to live.
        guard (try? owner.lock(wait: false)) ?? true, try owner.info().inode == Files.info(ownerPath)?.inode else {
            return nil
        }
        return owner
    }

    /// When the process that recorded the run last wrote something, milliseconds since 1970, and its owner file; nil when
    /// none did.
    private var lastSign: (time: Int64, inode: UInt64)? {
        guard let owner = Files.info(ownerPath) else { return nil }
        return (max(owner.modifiedSeconds, Files.info(path)?.modifiedSeconds ?? 0) * 1000, owner.inode)
    }

    /// A run whose process died has ended: it was killed, and nobody knows by what.
    private static func close(_ run: String, lastSign: Int64, in store: RunStore) throws {
        // It may have ended since the log was read.
        try store.log.refresh()
        guard let record = try store.record(run), !record.status.isTerminal else { return }
        let end: JSONObject = ["status": "killed", "ended": .integer(max(lastSign, record.started))]
        try store.log.append([OpDraft(.runFinish, run: run, end)])
    }

    /// Takes away what runs that were purged had written.
    static func forget(_ runs: [String], _ layout: LogLayout) throws {
        guard Files.isDirectory(layout.journalDirectory) else { return }
        for name in try Files.list(layout.journalDirectory) where runs.contains(where: name.hasPrefix) {
            try Files.remove(Paths.join(layout.journalDirectory, name))
        }
    }

    /// One op for each kind of entry.
    static func drafts(_ entries: [Entry], run: String, segment: String?) -> [OpDraft] {
        var points: [MetricContext: [MetricPoint]] = [:]
        var params: [JSONObject] = []
        var drafts: [OpDraft] = []
        for entry in entries {
            switch entry {
            case .metric(let point, let context): points[context, default: []].append(point)
            case .param(let key, let value):
                // Another value of the same key is a conflict that the fold marks: it goes into an op of its own.
                let place = params.firstIndex { $0[key] == nil || $0[key] == value } ?? params.count
                if place == params.count { params.append(JSONObject()) }
                params[place][key] = value
            case .tag(let key, let value):
                drafts.append(OpDraft(.runTag, run: run, ["key": .string(key), "value": .string(value)]))
            case .artifact(let name, let size, let digest, let blob):
                var members: JSONObject = ["name": .string(name), "size": .integer(size)]
                members["sha256"] = digest.map(JSONValue.string)
                members["blob"] = blob.map(JSONValue.string)
                drafts.append(OpDraft(.runArtifact, run: run, members))
            case .stage(let record): drafts.append(OpDraft(.runStage, run: run, ["record": record]))
            }
        }
        for values in params { drafts += ParamOps.drafts(["": values], run: run) }
        for (context, points) in points.sorted(by: { $0.key < $1.key }) {
            drafts += MetricOps.drafts(points, context: context, run: run)
        }
        guard let segment else { return drafts }
        return drafts.map { draft in
            var members = draft.members
            members["j"] = .string(segment)
            return OpDraft(draft.kind, run: run, members, series: draft.series)
        }
    }
}

extension RunJournal.Entry {
    var json: JSONValue {
        switch self {
        case .metric(let point, let context): Self.json(point, context)
        case .param(let key, let value): ["param": .string(key), "value": value]
        case .tag(let key, let value): ["tag": .string(key), "value": .string(value)]
        case .artifact(let name, let size, let digest, let blob):
            [
                "artifact": .string(name), "size": .integer(size), "sha256": digest.map(JSONValue.string) ?? .null,
                "blob": blob.map(JSONValue.string) ?? .null,
            ]
        case .stage(let record): ["stage": record]
        }
    }

    private static func json(_ point: MetricPoint, _ context: MetricContext) -> JSONValue {
        var members = context.members
        members["metric"] = point.json
        return .object(members)
    }

    /// Nil for a line that was cut off when its writer died.
    init?(line: [UInt8]) {
        guard let json = try? JSONValue.parse(line) else { return nil }
        if let metric = json["metric"] {
            guard let point = MetricPoint(metric) else { return nil }
            self = .metric(point, MetricContext(json.objectValue ?? [:]))
        } else if let key = json["param"]?.stringValue, let value = json["value"] {
            self = .param(key: key, value: value)
        } else if let record = json["stage"] {
            self = .stage(record)
        } else if let key = json["tag"]?.stringValue, let value = json["value"]?.stringValue {
            self = .tag(key: key, value: value)
        } else if let name = json["artifact"]?.stringValue {
            self = .artifact(
                name: name, size: json["size"]?.integerValue ?? 0, digest: json["sha256"]?.stringValue,
                blob: json["blob"]?.stringValue)
        } else {
            return nil
        }
    }
}

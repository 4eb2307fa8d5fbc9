internal import Glibc
internal import MLOpsCore
internal import MLOpsNotebook
internal import MLOpsStore
internal import MLOpsSystem

/// Outputs that notebooks of this clone had when git looked at them, so that a checkout can give them back: in
/// `.git/mlops/outputs`, which no git command sends anywhere. For each notebook's path two files: `NAME` holds outputs
/// one after the other, `NAME.index` an ``OutputEntry`` for each. What cannot be read or written is as good as not there:
/// a cache stops nobody's work.
struct OutputCache {
    private static let defaultLimit = 256 << 20

    private let folder: String
    /// Of all files together, in bytes.
    private let limit: Int

    /// nil when it is switched off (`mlops.outputCache`) or there is no repository.
    init?(_ session: FilterSession) {
        guard let location = try? session.location(), let config = try? session.config() else { return nil }
        if let word = config["mlops.outputcache"]?.lowercased(), ["false", "no", "off", "0"].contains(word) {
            return nil
        }
        limit = config["mlops.outputcachesize"].flatMap(StripOptions.size) ?? Self.defaultLimit
        folder = Paths.join(location.commonDirectory, "mlops/outputs")
    }

    /// What is known of the notebook at `path`; nil: nothing.
    func outputs(of path: [UInt8]) -> KnownOutputs? {
        let name = dataPath(path)
        guard let index = try? Files.readIfPresent(name + ".index"), !index.isEmpty else { return nil }
        return KnownOutputs(data: name, entries: OutputEntry.list(index))
    }

    /// Keeps the outputs of a notebook that git is taking in. Nothing is written when all of them are known.
    func store(_ outputs: [CellOutput], of notebook: [UInt8], path: [UInt8]) {
        guard !outputs.isEmpty else { return }
        let name = dataPath(path)
        let known = self.outputs(of: path)
        let entries = outputs.map { output in
            OutputEntry(output, hash: Self.hash(of: output, notebook), offset: 0)
        }
        guard !(known?.holds(entries) ?? false) else { return }
        try? write(entries, Self.values(outputs, notebook), to: name)
    }

    private func dataPath(_ path: [UInt8]) -> String {
        let digits = String(CellHash.of(path), radix: 16)
        return Paths.join(folder, String(repeating: "0", count: 16 - digits.count) + digits)
    }

    private static func hash(of output: CellOutput, _ notebook: [UInt8]) -> UInt64 {
        notebook.withUnsafeBytes { bytes in
            var hash = CellHash()
            hash.add(UnsafeRawBufferPointer(rebasing: bytes[output.outputs]))
            hash.add(UnsafeRawBufferPointer(rebasing: bytes[output.count]))
            return hash.value
        }
    }

    private static func values(_ outputs: [CellOutput], _ notebook: [UInt8]) -> (Int) -> [UInt8] {
        { Array(notebook[outputs[$0].outputs]) + notebook[outputs[$0].count] }
    }

    /// Appends what is new, under a lock; starts the files afresh when they would grow beyond a quarter of the limit.
    private func write(_ entries: [OutputEntry], _ value: (Int) -> [UInt8], to name: String) throws {
        try Files.makeDirectories(folder, mode: 0o700)
        let index = try Descriptor(opening: name + ".index", flags: O_RDWR | O_CREAT | O_APPEND, mode: 0o600)
        _ = try index.lock()
        let lines = try index.readAll()
        let known = KnownOutputs(data: name, entries: OutputEntry.list(lines))
        var size = Int(Files.info(name)?.size ?? 0)
        var new = entries.indices.filter { !known.isNewest(entries[$0]) }
        var offsets = known.offsets
        let added = new.reduce(0) { $0 + (offsets[entries[$1].hash] == nil ? entries[$1].length : 0) }
        if size + added > limit / 4 || lines.count > limit / 16 {
            try index.truncate(to: 0)
            try? Files.remove(name)
            (size, new, offsets) = (0, fitting(entries), [:])
        }
        let data = try Descriptor(opening: name, flags: O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
        var records: [UInt8] = []
        for number in new {
            let entry = entries[number]
            if offsets[entry.hash] == nil {
                try data.write(value(number))
                offsets[entry.hash] = size
                size += entry.length
            }
            records += entry.at(offsets[entry.hash] ?? 0).encoded
        }
        try index.write(records)
        makeRoom(keeping: name)
    }

    /// The first entries that a quarter of the limit has room for.
    private func fitting(_ entries: [OutputEntry]) -> [Int] {
        var room = limit / 4
        return entries.indices.filter { number in
            guard entries[number].length <= room else { return false }
            room -= entries[number].length
            return true
        }
    }

    /// Removes what was not written to for longest until everything is within the limit.
    private func makeRoom(keeping name: String) {
        let names = ((try? Files.list(folder)) ?? []).filter { !$0.hasSuffix(".index") }
        var files = names.compactMap { file in
            Files.info(Paths.join(folder, file)).map { (path: Paths.join(folder, file), info: $0) }
        }
        var total = files.reduce(0) { $0 + Int($1.info.size) }
        files.sort { $0.info.modifiedSeconds < $1.info.modifiedSeconds }
        for file in files where total > limit && file.path != name {
            total -= Int(file.info.size)
            try? Files.remove(file.path + ".index")
            try? Files.remove(file.path)
        }
    }
}

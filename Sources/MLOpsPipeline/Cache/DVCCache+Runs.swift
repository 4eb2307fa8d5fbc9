internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsStore
internal import MLOpsSystem

/// DVC's run cache: `runs/ab/<key>/<value>`, each an entry as `dvc.lock` has them. Key and value are the SHA-256 of what
/// Python's json makes of an entry, so that one which was edited is none.
extension DVCCache {
    /// More entries of a key than this are not looked at.
    private static let entryLimit = 100

    /// The key of an entry whose outputs do not count.
    static func key(ofInputs entry: JSONValue, outs: [String]) -> String {
        var members = entry.objectValue ?? JSONObject()
        members["outs"] = .array(outs.map(JSONValue.string))
        return digest(.object(members))
    }

    private static func digest(_ entry: JSONValue) -> String {
        ContentHasher.object(of: entry.without(["size", "nfiles"]).serialized(.python)).id.hex
    }

    /// What was made of the inputs with that key, the newest first, as dvc takes them.
    func runs(_ key: String) -> [JSONValue] {
        folders.flatMap { folder -> [JSONValue] in
            let place = Paths.join(folder, "runs/\(key.prefix(2))/\(key)")
            guard Files.isDirectory(place), let names = try? Files.list(place) else { return [] }
            let files = names.prefix(Self.entryLimit).compactMap { name in
                Files.info(Paths.join(place, name)).map { (name: name, info: $0) }
            }
            return files.filter { $0.info.kind == .file && $0.info.size < 1 << 20 }
                .sorted { Self.time($0.info) > Self.time($1.info) }
                .compactMap { Self.entry(Paths.join(place, $0.name), key: key, value: $0.name) }
        }
    }

    private static func time(_ info: FileInfo) -> (Int64, Int64) { (info.modifiedSeconds, info.modifiedNanoseconds) }

    /// Whether DVC 2 left anything here.
    var holdsLegacy: Bool {
        folders.contains { folder in
            ((try? Files.list(folder)) ?? []).contains { $0.utf8.count == 2 && Hex.decode($0) != nil }
        }
    }

    private static func entry(_ path: String, key: String, value: String) -> JSONValue? {
        guard let bytes = try? Files.read(path),
            let entry = try? Document.parse(bytes, format: .yaml, name: path), digest(entry) == value
        else { return nil }
        let outs = entry["outs"]?.arrayValue?.compactMap { $0["path"]?.stringValue } ?? []
        return self.key(ofInputs: entry, outs: outs) == key ? entry : Optional.none
    }
}

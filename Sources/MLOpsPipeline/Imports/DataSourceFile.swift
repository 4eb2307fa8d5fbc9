internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsStore

/// A `PATH.dvc`, edited line by line: what changes are the hashes and sizes of its outputs.
struct DataSourceFile {
    private let document: JSONValue
    private var lines: [String]
    /// The outputs by their paths from the top.
    let outs: [String: JSONValue]

    /// Nil when the bytes are none that name outputs.
    init?(_ bytes: [UInt8], path: String) {
        guard let stage = DataSource.stage(bytes, path: path),
            let document = try? Document.parse(bytes, format: .yaml, name: path),
            let items = document["outs"]?.arrayValue, items.count == stage.outs.count
        else { return nil }
        self.document = document
        outs = Dictionary(zip(stage.outs.map(\.path), items)) { first, _ in first }
        lines = bytes.asText.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The text as DVC would write it when its outputs hold `contents`; nil when nothing changes, or when DVC's digest
    /// of the file cannot be made again.
    mutating func text(contents: [String: FileFingerprint]) -> [UInt8]? {
        var members = document.objectValue ?? JSONObject()
        var items = document["outs"]?.arrayValue ?? []
        var isChanged = false
        for (path, content) in contents {
            guard let old = outs[path], let name = old["path"]?.stringValue, let md5 = content.md5,
                old["md5"]?.stringValue != md5, let index = items.firstIndex(of: old)
            else { continue }
            var values: [(String, String)] = [("md5", md5), ("size", String(content.size))]
            if let count = content.count { values.append(("nfiles", String(count))) }
            guard replace(values, inItem: name) else { return nil }
            var item = old.objectValue ?? JSONObject()
            item["md5"] = .string(md5)
            items[index] = .object(item)
            isChanged = true
        }
        guard isChanged else { return nil }
        members["outs"] = .array(items)
        return updateDigest(.object(members)) ? Array(lines.joined(separator: "\n").utf8) : nil
    }

    /// The lines of the list below `outs:`.
    private var section: Range<Int> {
        guard let start = lines.firstIndex(where: { $0.hasPrefix("outs:") }) else { return 0..<0 }
        let end = lines[(start + 1)...].firstIndex { !$0.hasPrefix(" ") && !$0.hasPrefix("-") && !$0.hasPrefix("#") }
        return (start + 1)..<(end ?? lines.count)
    }

    private mutating func replace(_ values: [(String, String)], inItem name: String) -> Bool {
        let starts = section.filter { lines[$0].hasPrefix("- ") }
        for (number, start) in starts.enumerated() {
            let end = number + 1 < starts.count ? starts[number + 1] : section.upperBound
            let item = start..<end
            guard item.contains(where: { Self.value(of: "path", in: lines[$0]) == .string(name) }) else { continue }
            for (key, value) in values {
                guard let line = item.first(where: { Self.value(of: key, in: lines[$0]) != nil }) else { return false }
                lines[line] = "\(lines[line].prefix(2))\(key): \(value)"
            }
            return true
        }
        return false
    }

    private static func value(of key: String, in line: String) -> JSONValue? {
        guard line.hasPrefix("- \(key):") || line.hasPrefix("  \(key):") else { return nil }
        return try? Document.parse(Array(line.dropFirst(2).utf8), format: .yaml, name: "")[key]
    }

    /// DVC's digest of the whole, which imports have; false when it is not the one that the file has now.
    private mutating func updateDigest(_ changed: JSONValue) -> Bool {
        guard let present = document["md5"]?.stringValue else { return true }
        guard Self.digest(document) == present, let line = lines.firstIndex(where: { $0.hasPrefix("md5:") }) else {
            return false
        }
        lines[line] = "md5: \(Self.digest(changed))"
        return true
    }

    /// `compute_md5` of DVC's stages.
    private static func digest(_ document: JSONValue) -> String {
        var members = document.objectValue ?? JSONObject()
        for key in ["md5", "meta", "desc"] { members[key] = nil }
        if members["wdir"] == "." { members["wdir"] = nil }
        return MD5Hasher.digest(of: JSONValue.object(members).without(ignored).serialized(.python))
    }

    private static let ignored: Set<String> = [
        "desc", "type", "labels", "meta", "locked", "frozen", "metric", "persist", "isexec", "size", "nfiles",
    ]
}

extension JSONValue {
    /// The value without the members of these names, at any depth.
    func without(_ names: Set<String>) -> JSONValue {
        switch self {
        case .array(let items): .array(items.map { $0.without(names) })
        case .object(let members):
            .object(
                JSONObject(
                    members.filter { !names.contains($0.key) }
                        .map { (key: $0.key, value: $0.value.without(names)) }))
        default: self
        }
    }
}

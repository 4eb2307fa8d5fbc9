internal import MLOpsCore
package import MLOpsDocuments

/// Where a file of the repository came from: `PATH.dvc`, in DVC's own form, so that both tools read and update it. What
/// DVC has no place for stands under `meta.mlops`.
package struct ImportFile: Sendable, Equatable {
    /// The address, as typed.
    package var source: String
    package var etag: String?
    package var lastModified: String?
    package var size: Int64
    /// Of the content; nil in a file that DVC wrote.
    package var sha256: String?
    /// Of the content, 32 hexadecimal digits.
    package var md5: String
    /// When it came, milliseconds since 1970; nil in a file that DVC wrote.
    package var time: Int64?
    /// The file's name beside this one.
    package var output: String
    /// False: git keeps the file (or its pointer), and DVC's cache does not.
    package var isCached = false
    /// Other hosts that the address was allowed to lead to.
    package var hosts: [String] = []
    package var description: String?

    package init(source: String, output: String, size: Int64, md5: String) {
        self.source = source
        self.output = output
        self.size = size
        self.md5 = md5
    }

    /// Whether the address is one of the web, where DVC keeps the ETag under another name.
    private var isWeb: Bool { source.hasPrefix("http://") || source.hasPrefix("https://") }

    /// Reads `PATH.dvc`. Throws a sentence for what is no import of one file from an address.
    package init(_ bytes: [UInt8], name: String) throws(DocumentError) {
        let document = try Document.parse(bytes, format: .yaml, name: name)
        guard let dependency = document["deps"]?.arrayValue?.first, document["deps"]?.arrayValue?.count == 1,
            document["frozen"] == true
        else { throw DocumentError("records no import", in: name) }
        if dependency["repo"] != nil {
            throw DocumentError("imports from another repository", in: name, hint: "use: dvc update \(name)")
        }
        guard let source = dependency["path"]?.stringValue, let outs = document["outs"]?.arrayValue, outs.count == 1,
            let output = outs[0]["path"]?.stringValue, !output.isEmpty, !output.contains("/"), output != "..",
            output != "."
        else { throw DocumentError("records no import of one file beside it", in: name) }
        let md5 = outs[0]["md5"]?.stringValue ?? ""
        if md5.hasSuffix(".dir") { throw DocumentError("imports a folder", in: name, hint: "use: dvc update \(name)") }
        self.init(
            source: source, output: output, size: outs[0]["size"]?.integerValue ?? 0,
            md5: md5)
        isCached = outs[0]["cache"] != false
        description = document["desc"]?.stringValue
        let own = document["meta"]?["mlops"]?["import"]
        etag = (dependency["checksum"] ?? dependency["etag"])?.stringValue
        lastModified = own?["last_modified"]?.stringValue
        sha256 = own?["sha256"]?.stringValue
        hosts = own?["hosts"]?.arrayValue?.compactMap(\.stringValue) ?? []
        time = own?["time_ms"]?.integerValue
    }

    /// The text of the file. `digest` is MD5 of bytes, in hexadecimal.
    package func text(digest: ([UInt8]) -> String) -> String {
        var lines = ["md5: \(digest(Array(canonical.utf8)))", "frozen: true"]
        if let description { lines.append("desc: \(YAMLText.scalar(description))") }
        lines.append("deps:")
        lines.append(contentsOf: Self.item(dependency.map { ($0, $1) } + [("size", .integer(size))]))
        lines.append("outs:")
        let cache: [(String, JSONValue)] = isCached ? [] : [("cache", false)]
        lines.append(contentsOf: Self.item(out.map { ($0, $1) } + [("size", .integer(size))] + cache))
        var own: [String] = []
        if let sha256 { own.append("      sha256: \(YAMLText.scalar(sha256))") }
        if let lastModified { own.append("      last_modified: \(YAMLText.scalar(lastModified))") }
        if let time {
            own.append("      time: \(YAMLText.scalar(Timestamp.rfc3339(time)))")
            own.append("      time_ms: \(time)")
        }
        if !hosts.isEmpty { own.append("      hosts: \(YAMLText.flow(.array(hosts.map(JSONValue.string))))") }
        if !own.isEmpty { lines += ["meta:", "  mlops:", "    import:"] + own }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func item(_ members: [(String, JSONValue)]) -> [String] {
        members.enumerated().map { number, member in
            "\(number == 0 ? "- " : "  ")\(member.0): \(YAMLText.flow(member.1))"
        }
    }

    /// What DVC's own digest of the file is over, in the order that it is written: no sizes, no annotations.
    private var dependency: [(String, JSONValue)] {
        var members: [(String, JSONValue)] = []
        if let etag { members.append((isWeb ? "checksum" : "etag", .string(etag))) }
        if etag == nil, !isWeb { members.append(("md5", .string(md5))) }
        return members + [("hash", "md5"), ("path", .string(source))]
    }

    private var out: [(String, JSONValue)] {
        [("md5", .string(md5)), ("hash", "md5"), ("path", .string(output))]
    }

    /// As Python's `json.dumps(…, sort_keys=True)` writes it.
    private var canonical: String {
        let cache: [(String, JSONValue)] = isCached ? [] : [("cache", false)]
        func object(_ members: [(String, JSONValue)]) -> JSONValue {
            .array([.object(JSONObject(members.map { (key: $0.0, value: $0.1) }))])
        }
        return JSONValue.object(["deps": object(dependency), "outs": object(out + cache)]).serialized(.python).asText
    }
}

internal import MLOpsCore

/// What `dvc.lock` says of one stage.
enum LockEntry {
    /// The entry of a stage as dvc would write it. Nil when DVC's name of a content is not known. Dependencies whose
    /// MD5 is still that in `legacy` stay as DVC 2 wrote them; dvc leaves them alike.
    static func make(
        _ stage: Stage, deps: [String: FileFingerprint], params: [String: JSONObject], outs: [String: FileFingerprint],
        legacy: [String: String] = [:]
    ) -> JSONValue? {
        var entry: JSONObject = ["cmd": stage.command]
        let depItems = items(deps, stage, legacy: legacy), outItems = items(outs, stage)
        guard let depItems, let outItems else { return nil }
        if !depItems.isEmpty { entry["deps"] = .array(depItems) }
        let params = self.params(params, stage)
        if !params.isEmpty { entry["params"] = .object(params) }
        if !outItems.isEmpty { entry["outs"] = .array(outItems) }
        return .object(entry)
    }

    private static func items(
        _ contents: [String: FileFingerprint], _ stage: Stage, legacy: [String: String] = [:]
    ) -> [JSONValue]? {
        let sorted = contents.map { (path: stage.written($0.key), content: $0.value) }
            .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        var items: [JSONValue] = []
        for (path, content) in sorted {
            var item: JSONObject = ["path": .string(path), "hash": "md5"]
            if let version = content.version {
                item[version.key] = .string(version.text)
                item["size"] = version.size.map { .integer($0) }
                items.append(.object(item))
                continue
            }
            guard let md5 = content.md5 else { return nil }
            if legacy[path] == md5 { item["hash"] = nil }
            item["md5"] = .string(md5)
            item["size"] = .integer(content.size)
            item["nfiles"] = content.count.map { .integer(Int64($0)) }
            if content.isExecutable { item["isexec"] = true }
            items.append(.object(item))
        }
        return items
    }

    /// `params.yaml` first, then the other files in order; the keys of each in order.
    private static func params(_ params: [String: JSONObject], _ stage: Stage) -> JSONObject {
        func precedes(_ left: String, _ right: String) -> Bool {
            let isLeft = left == "params.yaml", isRight = right == "params.yaml"
            return isLeft != isRight ? isLeft : left.utf8.lexicographicallyPrecedes(right.utf8)
        }
        let files = params.map { (stage.written($0.key), $0.value) }.sorted { precedes($0.0, $1.0) }
        return JSONObject(
            files.map { file, values in
                let sorted = values.map { ($0.key, $0.value) }
                    .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
                return (key: file, value: .object(JSONObject(sorted.map { (key: $0.0, value: $0.1) })))
            })
    }

    /// Whether two entries say the same, whatever the order in which they say it; `1` and `1.0` are the same.
    static func areSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
        left.wholeNumbers.serialized(.compact(sortedKeys: true))
            == right.wholeNumbers.serialized(.compact(sortedKeys: true))
    }

    /// Whether the recorded entry has this command, these dependencies and these parameters: what dvc asks, and that
    /// nothing else was a dependency then.
    static func hasInputs(_ recorded: JSONValue, of present: JSONValue) -> Bool {
        recorded["cmd"] == present["cmd"] && contents(recorded["deps"]) == contents(present["deps"])
            && contents(present["deps"]) != nil && normalized(recorded["params"]) == normalized(present["params"])
    }

    static func hasOutputs(_ recorded: JSONValue, of present: JSONValue) -> Bool {
        contents(recorded["outs"]) == contents(present["outs"]) && contents(present["outs"]) != nil
    }

    /// The contents by their paths; nil when one is named by something else than its MD5.
    static func contents(_ items: JSONValue?) -> [String: String]? {
        var result: [String: String] = [:]
        for item in items?.arrayValue ?? [] {
            let name = item["md5"] ?? item["checksum"] ?? item["etag"]
            guard let path = item["path"]?.stringValue, let name = name?.stringValue else { return nil }
            result[path] = name
        }
        return result
    }

    /// What DVC 2 recorded: those without the name of their hash.
    static func legacyContents(_ items: JSONValue?) -> [String: String] {
        var result: [String: String] = [:]
        for item in items?.arrayValue ?? [] where item["hash"] == nil {
            if let path = item["path"]?.stringValue { result[path] = item["md5"]?.stringValue }
        }
        return result
    }

    private static func normalized(_ params: JSONValue?) -> [UInt8] {
        (params ?? .object(JSONObject())).wholeNumbers.serialized(.compact(sortedKeys: true))
    }
}

extension JSONValue {
    /// The value with whole doubles as integers, so that `1` and `1.0` are the same parameter.
    var wholeNumbers: JSONValue {
        switch self {
        case .double(let number): Int64(exactly: number).map(JSONValue.integer) ?? self
        case .array(let items): .array(items.map(\.wholeNumbers))
        case .object(let members): .object(JSONObject(members.map { ($0.key, $0.value.wholeNumbers) }))
        default: self
        }
    }
}

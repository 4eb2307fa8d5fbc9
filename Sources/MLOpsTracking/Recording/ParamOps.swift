internal import MLOpsCore
internal import MLOpsLog

/// Parameters as ops. A line of the log stays far below 256 KiB, however many there are.
enum ParamOps {
    private static let limit = 48 << 10

    /// One op, or several where they are very many.
    static func drafts(_ files: FileValues, run: String) -> [OpDraft] {
        var drafts: [OpDraft] = []
        var part: FileValues = [:]
        var size = 0
        func close() {
            if part.isEmpty { return }
            let members = JSONObject(part.map { (key: $0.key, value: JSONValue.object($0.value)) })
            drafts.append(OpDraft(.runParams, run: run, ["files": .object(members)]))
            part = [:]
            size = 0
        }
        for (file, values) in files.sorted(by: { $0.key < $1.key }) {
            if values.isEmpty { part[file] = values }
            for (key, value) in values {
                let bytes = key.utf8.count + value.serialized(.compact).count + 4
                if size + bytes > limit { close() }
                part[file, default: JSONObject()][key] = value
                size += bytes
            }
        }
        close()
        return drafts
    }

    /// How many of `drafts` fit into one log commit.
    static let perCommit = 4
}

internal import MLOpsCore
internal import MLOpsSystem

/// Has git itself look at files again, where its index cannot be patched (a split index). Slow: git reads every file
/// through the clean filter. Content decides, so nothing is ever staged.
struct RefreshByGit {
    let top: String
    let context: InvocationContext

    /// False when the index is locked.
    func refresh(_ updates: [GitIndex.Update]) throws -> Bool {
        let blobs = Dictionary(updates.map { ($0.file.path, Hex.encode($0.file.blob.bytes)) }) { first, _ in first }
        let listing = try git(["ls-files", "-v", "-s", "-z"])
        guard listing.status.isSuccess else { return true }
        var lines: [UInt8] = []
        for record in listing.output.split(separator: 0) {
            guard let line = Self.reset(record, blobs) else { continue }
            lines += line
        }
        if lines.isEmpty { return true }
        // An entry that is written anew has no size, and only such a one is compared by content.
        guard try git(["update-index", "-z", "--index-info"], input: lines).status.isSuccess else { return false }
        _ = try git(["update-index", "-q", "--refresh"])
        return true
    }

    /// `TAG MODE BLOB STAGE TAB PATH` as `--index-info` takes it, for ordinary entries with the update's blob.
    private static func reset(_ record: ArraySlice<UInt8>, _ blobs: [[UInt8]: String]) -> [UInt8]? {
        guard let tab = record.firstIndex(of: 0x09) else { return nil }
        let words = record[..<tab].split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        let path = Array(record[(tab + 1)...])
        guard words.count == 4, words[0] == "H", words[3] == "0", blobs[path] == words[2] else { return nil }
        return Array("\(words[1]) \(words[2]) 0\t".utf8) + path + [0]
    }

    private func git(_ arguments: [String], input: [UInt8]? = nil) throws -> ChildResult {
        try ChildProcess.run(
            ["git"] + arguments, workingDirectory: top, environment: context.environment, input: input,
            errors: .discard)
    }
}

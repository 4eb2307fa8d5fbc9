internal import MLOpsCore

/// The list of a folder's files that DVC keeps as `<md5>.dir`.
enum DVCDirectory {
    static let sizeLimit: Int64 = 1 << 30

    struct File: Sendable {
        /// Relative to the top of the worktree.
        let path: String
        let hash: DVCHash
    }

    /// The files of a list. Throws the reason, the end of a sentence.
    static func files(_ bytes: [UInt8], of folder: String, isLegacy: Bool) throws(DVCPath.Refusal) -> [File] {
        guard let list = (try? JSONValue.parse(bytes))?.arrayValue else {
            throw DVCPath.Refusal(reason: "the list of the files of '\(folder)' cannot be read")
        }
        return try files(list, of: folder, isLegacy: isLegacy)
    }

    static func files(_ list: [JSONValue], of folder: String, isLegacy: Bool) throws(DVCPath.Refusal) -> [File] {
        var files: [File] = []
        for entry in list {
            guard let relative = entry["relpath"]?.stringValue, let digits = entry["md5"]?.stringValue,
                let hash = DVCHash(digits, isLegacy: isLegacy), !hash.isDirectory
            else { throw DVCPath.Refusal(reason: "the list of the files of '\(folder)' makes no sense") }
            let path = try DVCPath.resolve(relative, in: folder)
            guard path.hasPrefix(folder + "/") else {
                throw DVCPath.Refusal(reason: "'\(relative)' is outside of '\(folder)'")
            }
            try DVCPath.check(path)
            files.append(File(path: path, hash: hash))
        }
        return files
    }
}

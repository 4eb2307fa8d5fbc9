internal import Glibc
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// Files, contents and rules of one ``CheckScope``.
struct CheckSource {
    let repository: Repository
    let scope: CheckScope
    /// For git commands: names the index that holds the scope's files.
    private(set) var environment: [String: String] = [:]
    private var temporaryIndex: String?

    init(_ repository: Repository, _ scope: CheckScope) throws {
        self.repository = repository
        self.scope = scope
        if case .commits(_, let head) = scope {
            let index = Paths.join(repository.gitDirectory, "mlops-check-\(getpid()).index")
            temporaryIndex = index
            environment["GIT_INDEX_FILE"] = index
            try repository.gitChecked(["read-tree", head.hex], environment: environment)
        }
    }

    /// Removes the temporary index.
    func close() {
        if let temporaryIndex { try? Files.remove(temporaryIndex) }
    }

    /// Added, copied, modified and renamed files, by path.
    func changedFiles() throws -> [ChangedFile] {
        var command = ["--raw", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules", "--diff-filter=ACMRT"]
        switch scope {
        case .index: command = ["diff", "--cached"] + command
        case .commits(let base, let head): command = ["diff"] + command + [base.hex, head.hex]
        }
        let output = try repository.gitChecked(command + ["--"]).output
        return Self.parse(output)
    }

    /// Records of `git diff --raw -z`: `:oldmode newmode oldid newid status NUL path NUL`.
    static func parse(_ output: [UInt8]) -> [ChangedFile] {
        let fields = output.split(separator: 0)
        return stride(from: 0, to: fields.count - 1, by: 2).compactMap { index in
            let words = String(decoding: fields[index], as: UTF8.self).split(separator: " ")
            guard words.count == 5, let id = ObjectID(hex: words[3]) else { return nil }
            return ChangedFile(path: RepoPath(bytes: Array(fields[index + 1])), mode: String(words[1]), id: id)
        }
    }

    /// Every regular file of the scope, by path.
    func allFiles() throws -> [ChangedFile] {
        let output = try repository.gitChecked(["ls-files", "--stage", "-z"], environment: environment).output
        return output.split(separator: 0).compactMap { record in
            guard let tab = record.firstIndex(of: 0x09) else { return nil }
            let words = String(decoding: record[..<tab], as: UTF8.self).split(separator: " ")
            guard words.count == 3, words[2] == "0", let id = ObjectID(hex: words[1]) else { return nil }
            return ChangedFile(path: RepoPath(bytes: Array(record[(tab + 1)...])), mode: String(words[0]), id: id)
        }
    }

    /// The file's content; in a partial clone the git program fetches what is absent.
    func content(_ id: ObjectID) throws -> [UInt8] {
        if let bytes = try? repository.blob(id) { return bytes }
        return try repository.gitChecked(["cat-file", "blob", id.hex]).output
    }

    /// The content of the scope's file at `path`, or nil when there is none.
    func content(at path: String) throws -> [UInt8]? {
        let answer = try repository.git(["rev-parse", "--verify", "--quiet", ":0:\(path)"], environment: environment)
        return try ObjectID(hex: answer.text).map(content)
    }
}

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
    private let entries = Entries()

    /// What is known of the scope's index.
    private final class Entries {
        var ids: [String: ObjectID?] = [:]
        var all: [ChangedFile]?
    }

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

    /// Files that are added, copied, modified, renamed or deleted, by path; those deleted have the id of zeros.
    func changedFiles() throws -> [ChangedFile] {
        var command = ["--raw", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules", "--diff-filter=ACDMRT"]
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
        if let all = entries.all { return all }
        let all = try indexed() ?? listed(["ls-files", "--stage", "-z"])
        for file in all { entries.ids[file.path.description] = file.id }
        entries.all = all
        return all
    }

    /// Nil when git has to be asked.
    private func indexed() -> [ChangedFile]? {
        // That of commits is git's own, in a file that only git commands are told of.
        guard scope == .index else { return nil }
        return repository.indexEntries()?.filter { $0.stage == 0 }.map {
            ChangedFile(path: $0.path, mode: String($0.mode, radix: 8), id: $0.id)
        }.filter(\.isFile)
    }

    private func listed(_ command: [String]) throws -> [ChangedFile] {
        let output = try repository.gitChecked(
            command, environment: environment.merging(["GIT_LITERAL_PATHSPECS": "1"]) { $1 }
        ).output
        return output.split(separator: 0).compactMap { record in
            guard let tab = record.firstIndex(of: 0x09) else { return nil }
            let words = String(decoding: record[..<tab], as: UTF8.self).split(separator: " ")
            guard words.count == 3, words[2] == "0", let id = ObjectID(hex: words[1]) else { return nil }
            let file = ChangedFile(path: RepoPath(bytes: Array(record[(tab + 1)...])), mode: String(words[0]), id: id)
            return file.isFile ? file : nil
        }
    }

    /// Looks up which of `paths` are in the scope, in one go.
    func prefetch(_ paths: [String]) throws {
        // What is no path of a tree would make git fail.
        let unknown = Set(paths.filter { entries.ids[$0] == nil && Self.isPlain($0) })
        guard entries.all == nil, !unknown.isEmpty else { return }
        // A command line has its limits.
        guard unknown.count <= 1000 else { return _ = try allFiles() }
        let found = try listed(["ls-files", "--stage", "-z", "--"] + unknown.sorted())
        for path in unknown { entries.ids[path] = .some(nil) }
        for file in found { entries.ids[file.path.description] = file.id }
    }

    private static func isPlain(_ path: String) -> Bool {
        !path.isEmpty && !path.hasPrefix("/") && !path.utf8.contains(0) && Paths.normalize(path) == path
            && path != "." && path != ".." && !path.hasPrefix("../")
    }

    /// The regular file at `path`; nil when there is none.
    func entry(_ path: String) throws -> ObjectID? {
        try prefetch([path])
        return entries.ids[path] ?? nil
    }

    /// The file's content; in a partial clone the git program fetches what is absent.
    func content(_ id: ObjectID) throws -> [UInt8] {
        if let bytes = try? repository.blob(id) { return bytes }
        return try repository.gitChecked(["cat-file", "blob", id.hex]).output
    }

    /// The content of the scope's file at `path`, or nil when there is none.
    func content(at path: String) throws -> [UInt8]? {
        try entry(path).map(content)
    }
}

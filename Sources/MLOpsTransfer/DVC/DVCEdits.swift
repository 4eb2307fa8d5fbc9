internal import Glibc
internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsGit
internal import MLOpsSystem

/// Changes of git's own files that go with a conversion: lines in `.gitattributes`, and those that DVC wrote into
/// `.gitignore`. What is in the index is edited too, on its own, so that no other change of the user's is staged.
struct DVCEdits {
    /// A file before and after, in the worktree and in the index; nil: none.
    private struct Edit {
        let path: String
        let old: [UInt8]?
        let new: [UInt8]?
        let isInIndex: Bool
        let staged: [UInt8]?
    }

    private let repository: Repository
    private let top: String
    private let indexed: [RepoPath: LargeFiles.Entry]
    private var edits: [Edit] = []

    init(_ files: LargeFiles, top: String) throws {
        repository = files.repository
        self.top = top
        let entries = try files.indexEntries([":(top)*.gitignore", ":(top)*.gitattributes", ":(top)*dvc.yaml"])
        indexed = Dictionary(entries.map { ($0.path, $0) }) { first, _ in first }
    }

    /// Files that are edited, in the order of paths.
    var paths: [String] { edits.map(\.path).sorted() }

    /// Whether git had this file.
    func isInIndex(_ path: String) -> Bool { indexed[RepoPath(path)] != nil }

    /// Lines for patterns, which are relative to the file's folder.
    mutating func track(_ patterns: [String], in path: String) throws {
        if patterns.isEmpty { return }
        try edit(path) { text in
            var attributes = AttributesFile(text)
            for pattern in patterns { _ = attributes.track(pattern) }
            return attributes.text
        }
    }

    /// Sets the values of stages.
    mutating func setFlags(_ changes: [DVCStages.Edit]) throws {
        let files = Dictionary(grouping: changes, by: \.file)
        for (path, changes) in files.sorted(by: { $0.key < $1.key }) {
            let values = changes.flatMap(\.changes)
            try edit(path) { text in
                try Document.edit(Array(text.utf8), format: .yaml, name: path, set: values).asText
            }
        }
    }

    /// Takes the lines away that DVC writes for these paths (scmrepo, `ignore`): `/name`, in the folder of each.
    mutating func unignore(_ outputs: [String]) throws {
        let folders = Dictionary(grouping: outputs) { $0.contains("/") ? Paths.parent($0) : "" }
        for (folder, outputs) in folders.sorted(by: { $0.key < $1.key }) {
            let names = outputs.map { "/" + Paths.name($0) }
            let lines = Set(names + names.map(Self.escaped))
            try edit((folder.isEmpty ? "" : folder + "/") + ".gitignore") { text in
                let kept = text.split(separator: "\n", omittingEmptySubsequences: false).filter {
                    !lines.contains($0.hasSuffix("\r") ? String($0.dropLast()) : String($0))
                }
                return kept.joined(separator: "\n")
            }
        }
    }

    /// As pathspec's GitWildMatchPattern.escape has it.
    private static func escaped(_ line: String) -> String {
        line.map { "[]!*#?".contains($0) ? "\\\($0)" : String($0) }.joined()
    }

    private mutating func edit(_ path: String, _ body: (String) throws -> String) throws {
        let file = WorktreeFile(top: top, path: RepoPath(path))
        if let info = file.info, info.kind != S_IFREG {
            throw Diagnostic.fatal("cannot edit '\(path)': it is no file")
        }
        let isAttributes = path.hasSuffix(".gitattributes")
        let old = try file.info == nil ? nil : file.openForReading().readAll()
        let staged = try indexed[RepoPath(path)].map { try repository.blob($0.blob) }
        if old == nil, staged == nil, !isAttributes { return }
        let new = try Self.apply(body, to: old ?? (isAttributes && staged == nil ? [] : nil))
        let newStaged = try staged.map { try Self.apply(body, to: $0) } ?? new
        if new == old, newStaged == staged { return }
        edits.append(Edit(path: path, old: old, new: new, isInIndex: staged != nil, staged: newStaged))
    }

    /// A file of which nothing is left goes.
    private static func apply(_ body: (String) throws -> String, to bytes: [UInt8]?) throws -> [UInt8]? {
        guard let bytes else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else { return bytes }
        let result = try body(text)
        return result.isEmpty ? nil : Array(result.utf8)
    }

    func apply() throws {
        for edit in edits where edit.new != edit.old { try Self.write(edit.new, to: Paths.join(top, edit.path)) }
    }

    /// Puts the worktree's files back as they were.
    func revert() {
        for edit in edits where edit.new != edit.old { try? Self.write(edit.old, to: Paths.join(top, edit.path)) }
    }

    private static func write(_ bytes: [UInt8]?, to path: String) throws {
        if let bytes { try Files.write(bytes, to: path) } else { try Files.remove(path) }
    }

    /// For `git update-index --index-info`.
    func indexLines() throws -> [UInt8] {
        var lines: [UInt8] = []
        for edit in edits {
            if let bytes = edit.staged {
                lines += Self.line("100644", try repository.writeBlob(bytes).hex, edit.path)
            } else if edit.isInIndex {
                lines += Self.removal(of: edit.path)
            }
        }
        return lines
    }

    static func removal(of path: String) -> [UInt8] { line("0", ObjectID.zero.hex, path) }

    private static func line(_ mode: String, _ blob: String, _ path: String) -> [UInt8] {
        Array("\(mode) \(blob) 0\t\(path)\0".utf8)
    }
}

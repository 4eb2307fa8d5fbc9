package import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// A tracked pattern and the file that says so.
package struct TrackedPattern: Sendable, Equatable {
    package let pattern: String
    /// Relative to the top of the worktree.
    package let source: String
}

/// What tracking patterns changed.
package struct TrackingChange: Sendable {
    package internal(set) var changed: [String] = []
    package internal(set) var unchanged: [String] = []
    /// Files that match and that git holds itself, from before the pattern was tracked.
    package internal(set) var filesInGit: [RepoPath] = []
}

extension LargeFiles {
    /// Every tracked pattern, of `.gitattributes` files in the worktree and of `info/attributes`.
    package func trackedPatterns() throws -> [TrackedPattern] {
        let top = try workTree()
        let listed = try repository.gitChecked([
            "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".gitattributes", "**/.gitattributes",
        ]).output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        var sources = Array(Set(listed)).sorted().map { ($0, Paths.join(top, $0)) }
        sources.append((".git/info/attributes", repository.commonDirectory + "/info/attributes"))
        return try sources.flatMap { name, path -> [TrackedPattern] in
            guard let bytes = try Files.readIfPresent(path) else { return [] }
            return AttributesFile(bytes.asText).trackedPatterns.map { TrackedPattern(pattern: $0, source: name) }
        }
    }

    /// Adds patterns to `.gitattributes` of the working folder.
    package func track(_ patterns: [String]) throws -> TrackingChange {
        let before = Set(try entriesWithContent().map(\.path))
        var change = try edit(patterns) { $0.track($1) }
        change.filesInGit = try entriesWithContent().map(\.path).filter { !before.contains($0) }
        return change
    }

    /// Takes patterns out of `.gitattributes` of the working folder.
    package func untrack(_ patterns: [String]) throws -> TrackingChange {
        try edit(patterns) { $0.untrack($1) }
    }

    private func edit(
        _ patterns: [String], _ body: (inout AttributesFile, String) -> Bool
    ) throws -> TrackingChange {
        let path = Paths.join(Paths.join(try workTree(), repository.prefix), ".gitattributes")
        var file = AttributesFile(try Files.readIfPresent(path)?.asText ?? "")
        var change = TrackingChange()
        for pattern in patterns.map(Self.normalize) {
            if pattern.contains("\n") || pattern.isEmpty {
                throw Diagnostic.fatal("'\(pattern)' is not a pattern that .gitattributes can hold")
            }
            if body(&file, pattern) { change.changed.append(pattern) } else { change.unchanged.append(pattern) }
        }
        if !change.changed.isEmpty { try Files.write(Array(file.text.utf8), to: path) }
        return change
    }

    private static func normalize(_ pattern: String) -> String {
        pattern.hasPrefix("./") ? String(pattern.dropFirst(2)) : pattern
    }

    func workTree() throws -> String {
        guard let top = repository.workTree else {
            throw Diagnostic.fatal("this operation must be run in a work tree")
        }
        return top
    }
}

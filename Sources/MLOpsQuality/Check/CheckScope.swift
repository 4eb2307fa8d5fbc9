package import MLOpsCore

/// What is judged: never the working files.
package enum CheckScope: Sendable, Equatable {
    /// What the next commit will hold, as the index of this process's environment says: `commit -a` and
    /// `commit PATH` point GIT_INDEX_FILE at an index of their own.
    case index
    /// What the commits since `base` changed, as it stands in `head`.
    case commits(base: ObjectID, head: ObjectID)
}

/// A file that the scope adds, changes or deletes.
struct ChangedFile: Sendable, Equatable {
    let path: RepoPath
    let mode: String
    let id: ObjectID

    /// Regular files; not links, not submodules.
    var isFile: Bool { mode.hasPrefix("100") }

    var isDeleted: Bool { mode == "000000" }

    func hasExtension(_ names: String...) -> Bool {
        let text = path.description.lowercased()
        return names.contains { text.hasSuffix(".\($0)") }
    }
}

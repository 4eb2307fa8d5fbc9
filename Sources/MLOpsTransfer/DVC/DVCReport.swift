package import MLOpsCore

/// What `git mlops migrate dvc` did, or would do.
package struct DVCReport: Sendable {
    package struct File: Sendable {
        package let path: RepoPath
        /// Nil before it was read.
        package internal(set) var object: LargeObject?
    }

    /// A `.dvc` file, or a stage, whose outputs are large files now.
    package struct Converted: Sendable {
        /// The file that named them.
        package let source: String
        package internal(set) var files: [File]
        /// Where an import came from, which large files do not remember.
        package let origins: [String]
        /// Keys that have no place any more, such as `desc`.
        package let annotations: [String]
    }

    /// Why a `.dvc` file stays what it is.
    package struct Problem: Sendable, Equatable {
        package let source: String
        /// The end of a sentence.
        package let reason: String
        /// What to type; nil when nothing helps.
        package let command: String?
    }

    package struct Remote: Sendable, Equatable {
        package let name: String
        package let url: String
        /// The command that makes it a remote for large files; nil for a kind that we do not speak.
        package let command: String?
    }

    package internal(set) var converted: [Converted] = []
    package internal(set) var problems: [Problem] = []
    /// Files of the cache or of a remote whose bytes are not what their names say.
    package internal(set) var damaged: [String] = []
    /// Files of the worktree that DVC was not told of: they are changed files afterwards, as they were before.
    package internal(set) var changed: [RepoPath] = []
    /// Files of git's that were edited.
    package internal(set) var edited: [String] = []
    package internal(set) var remotes: [Remote] = []
    /// Why remotes, or single contents of theirs, could not be read, when something was wanted of them.
    package internal(set) var remoteFailures: [Diagnostic] = []
    /// Nothing was changed, because of ``problems``.
    package internal(set) var isRefused = false
    /// The command that takes it back as long as nothing is committed.
    package internal(set) var undo: String?

    package var fileCount: Int { converted.reduce(0) { $0 + $1.files.count } }
    package var bytes: Int64 { converted.reduce(0) { $0 + $1.files.reduce(0) { $0 + ($1.object?.size ?? 0) } } }
}

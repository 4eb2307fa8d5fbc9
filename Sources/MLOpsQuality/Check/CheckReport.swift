package import MLOpsCore
package import MLOpsNotebook

/// Why a commit is refused, at one place of one file.
package struct CheckProblem: Sendable, Equatable {
    package let path: RepoPath
    /// Physical line in the file, from 1.
    package let line: Int?
    package let message: String

    package init(path: RepoPath, line: Int? = nil, message: String) {
        self.path = path
        self.line = line
        self.message = message
    }

    /// `data/users.csv:12: qty = "abc" is not an integer`.
    package var text: String {
        path.quoted() + (line.map { ":\($0)" } ?? "") + ": " + message
    }
}

/// A notebook that was stripped in the index.
package struct NotebookFix: Sendable {
    package let path: RepoPath
    package let mode: String
    package let before: ObjectID
    package let after: ObjectID
    package let findings: [StripFinding]

    /// The command that puts back what was staged.
    package var undoCommand: String {
        "git update-index --cacheinfo \(mode),\(before),\(Self.shellWord(path.description))"
    }

    private static func shellWord(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy {
            $0 > 0x7f || "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-+@%".utf8.contains($0)
        }
        return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}

/// A file that has a rule but could not be judged.
package struct CheckSkip: Sendable, Equatable {
    package let path: RepoPath
    package let reason: String

    package init(path: RepoPath, reason: String) {
        self.path = path
        self.reason = reason
    }
}

/// The verdict over one index or range of commits.
package struct CheckReport: Sendable {
    package var problems: [CheckProblem] = []
    package var hints: [String] = []
    package var fixes: [NotebookFix] = []
    package var skipped: [CheckSkip] = []
    package var notebooks = 0
    package var tables = 0

    package var isClean: Bool { problems.isEmpty }

    mutating func addHint(_ hint: String) {
        if !hints.contains(hint) { hints.append(hint) }
    }
}

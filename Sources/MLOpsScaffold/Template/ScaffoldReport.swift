package import MLOpsCore

/// What happened, or would happen, to every rendered file.
package struct ScaffoldReport: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        /// It was not there and is now.
        case created
        /// It was there with the same content.
        case identical
        /// Something else is there and was kept.
        case differs
        /// It cannot be there: a folder above it is a file or a link, and nothing is written through links.
        case blocked(by: RepoPath)
    }

    package struct Entry: Sendable, Equatable {
        package let path: RepoPath
        package let outcome: Outcome
    }

    /// In the order of the paths.
    package let entries: [Entry]

    /// The paths with one outcome.
    package func paths(_ outcome: Outcome) -> [RepoPath] {
        entries.filter { $0.outcome == outcome }.map(\.path)
    }

    /// The paths that were kept out by something above them.
    package var blocked: [RepoPath] {
        entries.filter { if case .blocked = $0.outcome { true } else { false } }.map(\.path)
    }
}

package import MLOpsCore

/// A file that has a rule but could not be judged, or not to its end.
package struct CheckSkip: Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        /// A large file whose content is not in the local store.
        case notDownloaded
        /// The same for a table that a foreign key refers to.
        case referenceNotDownloaded(String)
        case tooLarge
        case timeLimit
        /// The time was over when so many rows had been read.
        case timeLimitAfter(rows: Int)
    }

    package let path: RepoPath
    package let kind: Reason

    package var isOutOfTime: Bool {
        switch kind {
        case .timeLimit, .timeLimitAfter: true
        default: false
        }
    }

    package var reason: String {
        switch kind {
        case .notDownloaded: "not downloaded"
        case .referenceNotDownloaded(let path): "\(path), which it refers to, is not downloaded"
        case .tooLarge: "larger than mlops.checkSizeLimit"
        case .timeLimit: "the time was over"
        case .timeLimitAfter(let rows): "the time was over after \(Count.text(rows)) rows"
        }
    }
}

package import MLOpsCore

/// Something that is wrong with the log.
package struct LogFinding: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A line that is no op, or is cut off.
        case damagedLine = "damaged-line"
        /// An op whose id is not the hash of its line.
        case badDigest = "bad-digest"
        /// An op that is not written in the canonical form.
        case notCanonical = "not-canonical"
        /// A clock that no honest writer reaches.
        case badLamport = "bad-lamport"
        /// A log commit whose tree is not as the format says.
        case badTree = "bad-tree"
        /// A file of many lines above 256 KiB.
        case tooLarge = "too-large"
        case missingObject = "missing-object"
        /// A trunk that does not come from what it was, or from what a remote has.
        case backwards
        /// A batch that a dead process left in the journal.
        case unfinished
        case index
        case notes
    }

    package let kind: Kind
    /// What it is about: a ref, a commit, an op, a file.
    package let place: String
    package let message: String
    /// The next command to type, or what to know when there is none.
    package let mend: String

    package init(_ kind: Kind, _ place: String, _ message: String, mend: String) {
        self.kind = kind
        self.place = place
        self.message = message
        self.mend = mend
    }

    package static let repair = "git mlops log verify --repair"

    package var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "mend": .string(mend), "message": .string(message), "place": .string(place),
        ]
    }
}

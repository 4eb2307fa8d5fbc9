package import MLOpsCore

/// A thing in a lineage: something with content, something that happened, or a name that somebody gave.
package struct LineageNode: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A file or folder with one content.
        case data
        /// A dataset that a run named, by what its program gave as a digest.
        case dataset
        /// Where data came from outside the repository.
        case origin
        /// A stage as it ran once.
        case stage
        case run
        /// A model that a run logged.
        case logged
        /// A version of a registered model.
        case version
        case commit

        /// Whether it happened, rather than being something.
        package var isActivity: Bool { self == .stage || self == .run }
    }

    /// Unique within the graph, and the same in every clone.
    package let id: String
    package let kind: Kind
    /// What people call it: a path, the name of a stage, `r-…`, `model@v3`.
    package var title: String
    /// What is known about it: docs/formats/json.md.
    package var facts: JSONObject

    package init(_ id: String, _ kind: Kind, _ title: String, _ facts: JSONObject = [:]) {
        self.id = id
        self.kind = kind
        self.title = title
        self.facts = facts
    }

    package func text(_ fact: String) -> String? {
        facts[fact]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// One thing follows from another: `from` would not be what it is without `to`.
package struct LineageEdge: Sendable, Hashable {
    package enum Relation: String, Sendable {
        /// An activity read it.
        case used
        /// It was made by an activity.
        case made
        /// A stage of a run, or a run of a run.
        case part
        /// A version holds it.
        case holds
        /// Data came from a place outside.
        case origin
        /// A commit has what a run left.
        case results
        /// A run began with the code of a commit.
        case code
    }

    package let from: String
    package let to: String
    package let relation: Relation

    package init(_ from: String, _ relation: Relation, _ to: String) {
        self.from = from
        self.to = to
        self.relation = relation
    }
}

/// Something that should be known about a node and is not.
package struct LineageGap: Sendable, Hashable {
    package enum Kind: String, Sendable {
        /// A part of the log is not in this clone.
        case hole
        /// Nothing says what made it.
        case unrecorded
        /// git does not have it: only its hash is known.
        case untracked
        /// It is hidden, or its record is not here.
        case deleted
        /// A commit, snapshot or record is not in this clone.
        case absent
        /// What git has is not what was read.
        case changed
        /// The run did not say what it read.
        case undeclared
        /// There is more than is shown.
        case cut
    }

    package let node: String
    package let kind: Kind
    /// A sentence without a full stop.
    package let reason: String

    package init(_ node: String, _ kind: Kind, _ reason: String) {
        self.node = node
        self.kind = kind
        self.reason = reason
    }
}

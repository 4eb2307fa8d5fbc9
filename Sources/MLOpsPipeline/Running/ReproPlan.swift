/// What reproducing would do, stage by stage.
package struct ReproPlan: Sendable {
    package enum State: Sendable, Equatable {
        /// Its record says that the outputs that are there came from these inputs.
        case upToDate
        /// It will run, because of this clause.
        case runs(String)
        /// It runs unless the stages it needs make again what they made before.
        case mayRun(String)
        /// It is frozen and never runs.
        case frozen
    }

    package struct Item: Sendable {
        package let stage: Stage
        package let state: State
    }

    package let items: [Item]

    /// Whether nothing would run.
    package var isUpToDate: Bool {
        items.allSatisfy { $0.state == .upToDate || $0.state == .frozen }
    }
}

/// What reproducing did.
package struct ReproOutcome: Sendable {
    package enum Status: Sendable, Equatable {
        case upToDate
        case frozen
        /// It ran and its record is saved.
        case ran
        /// It ran, but an input changed meanwhile, so nothing is recorded.
        case ranUnrecorded(String)
        /// The clause says how; `code` is the command's exit code as a shell shows it, 1 when there is none.
        case failed(String, code: Int32)
        /// A stage before it failed.
        case notReached
    }

    package struct Item: Sendable {
        package let stage: Stage
        package let status: Status
        /// The record that is now valid for the stage; nil when there is none.
        package let record: StageRecord?
    }

    package var items: [Item] = []

    /// The exit code of the command that failed, or 0.
    package var exitStatus: Int32 {
        for item in items { if case .failed(_, let code) = item.status { return code == 0 ? 1 : code } }
        return 0
    }

    /// How many stages ran to their end.
    package var ranCount: Int {
        items.count { item in
            switch item.status {
            case .ran, .ranUnrecorded: true
            default: false
            }
        }
    }

    package init() {}
}

/// How to reproduce.
package struct ReproOptions: Sendable, Equatable {
    /// Stages, groups, outputs or the pipeline file; empty for everything.
    package var targets: [String] = []
    /// Run stages that are up to date as well.
    package var isForced = false
    /// Only the targets themselves, not what they need.
    package var isSingle = false

    package init() {}
}

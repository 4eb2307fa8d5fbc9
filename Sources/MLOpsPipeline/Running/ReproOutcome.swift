/// What reproducing did.
package struct ReproOutcome: Sendable {
    package enum Status: Sendable, Equatable {
        case upToDate
        case frozen
        /// Its condition does not hold.
        case skipped
        /// It ran and its record is saved.
        case ran
        /// What it made of these inputs before was put back.
        case restored
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

    /// In the order in which the stages run.
    package var items: [Item] = []
    /// The signal that ended the whole undertaking, or nil.
    package var signal: Int32?

    /// The exit code of the command that failed first in the order, or 0.
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

/// What reproducing would do, stage by stage.
package struct ReproPlan: Sendable {
    package enum State: Sendable, Equatable {
        /// Its record says that the outputs that are there came from these inputs.
        case upToDate
        /// It will run, because of this clause.
        case runs(String)
        /// It runs unless the stages it needs make again what they made before.
        case mayRun(String)
        /// What it made of these inputs before will be put back, because of this clause.
        case restores(String)
        /// An input is missing that no stage makes, as the sentence says.
        case stuck(String)
        /// Its condition does not hold.
        case skipped
        /// It is frozen and never runs.
        case frozen
    }

    package struct Item: Sendable {
        package let stage: Stage
        package let state: State
    }

    package let items: [Item]

    /// Whether nothing would run and nothing be put back.
    package var isUpToDate: Bool {
        items.allSatisfy { $0.state == .upToDate || $0.state == .frozen || $0.state == .skipped }
    }
}

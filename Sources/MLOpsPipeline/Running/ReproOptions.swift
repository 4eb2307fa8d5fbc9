/// How to reproduce.
package struct ReproOptions: Sendable, Equatable {
    /// How far a selection reaches from its targets.
    package enum Reach: Sendable { case needed, single, pipelines, downstream, everything }

    /// Stages, groups, outputs or pipeline files; empty for everything in the pipeline of the working folder.
    package var targets: [String] = []
    /// With the targets come what they need, nothing else, all that hangs together with them, or all that follows.
    package var reach = Reach.needed
    /// Targets are patterns of stages' names.
    package var isPattern = false
    /// Run stages that are up to date as well.
    package var isForced = false
    /// Run what follows from a stage that runs, whatever it made.
    package var forcesDownstream = false
    /// Keep no contents of outputs.
    package var keepsOutputs = true
    /// Go on after a failure as if there was none.
    package var ignoresErrors = false
    /// Go on after a failure with what does not depend on it.
    package var keepsGoing = false
    /// Get from the remote what is missing.
    package var pulls = false
    /// What is missing but known counts as being there.
    package var allowsMissing = false
    /// Put back what a stage made of the same inputs before.
    package var usesRunCache = true
    /// How many stages may run at the same time.
    package var jobs = 1

    package init() {}

    /// Only the targets themselves, not what they need.
    package var isSingle: Bool {
        get { reach == .single }
        set { reach = newValue ? .single : .needed }
    }
}

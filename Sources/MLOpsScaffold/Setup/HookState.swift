/// What stands in the place of a hook, and whether ours runs.
package enum HookState: Sendable, Equatable {
    case absent
    /// Our own script, of this version or an earlier one.
    case ours
    /// A shell script of somebody else with our lines in it.
    case chained
    /// A manager's hook that runs ours first, kept beside it as `<hook>.legacy`.
    case chainedByLegacy(HookManager)
    /// Named in git's configuration (git 2.54 and later).
    case configured
    /// Named in git's configuration, where another key switches it off.
    case disabled(key: String)
    /// A shell script without our lines.
    case script
    /// A manager's hook that does not run ours.
    case managed(HookManager)
    /// A manager's hook that does not run ours, which it has moved to `<hook>.old`.
    case movedAside(HookManager)
    /// A program that is not a shell script.
    case program
    /// There is a file, but git ignores it because it is not executable.
    case notExecutable

    /// Whether git reaches `git mlops hook`.
    package var runsOurs: Bool {
        switch self {
        case .ours, .chained, .chainedByLegacy, .configured: true
        case .absent, .disabled, .script, .managed, .movedAside, .program, .notExecutable: false
        }
    }
}

extension HookState: CustomStringConvertible {
    /// In a few words.
    package var description: String {
        switch self {
        case .absent: "not there"
        case .ours: "ours"
        case .chained: "a script that runs ours"
        case .chainedByLegacy(let manager): "\(manager.rawValue), which runs ours first"
        case .configured: "in git's configuration"
        case .disabled(let key): "switched off by \(key)"
        case .script: "a script that does not run ours"
        case .managed(let manager): "\(manager.rawValue), which does not run ours"
        case .movedAside(let manager): "\(manager.rawValue), which has put ours aside and does not run it"
        case .program: "a program that does not run ours"
        case .notExecutable: "there, but not executable"
        }
    }
}

/// What installing one hook did.
package struct HookOutcome: Sendable, Equatable {
    package enum Action: Sendable, Equatable {
        case unchanged, written, chained
        /// Nothing was written; `advice` tells what to add where.
        case refused
    }

    package let event: HookEvent
    package let action: Action
    /// The file that was written, when one was.
    package let path: String?
    /// What a person has to do, in full sentences and lines to copy; empty when nothing.
    package let advice: [String]
}

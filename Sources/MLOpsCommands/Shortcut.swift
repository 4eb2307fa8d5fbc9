internal import ArgumentParser

/// Command lines that are typed by git, or all the time, and are so plain that no parser is needed: it takes 2 of the
/// 7 CPU-ms that a short command costs.
enum Shortcut {
    /// The command, nil when the parser has to look.
    static func command(_ arguments: [String]) -> (any MLOpsCommand)? {
        guard arguments.count >= 1, !arguments.dropFirst().prefix(1).contains(where: { $0.hasPrefix("-") }) else {
            return nil
        }
        switch (arguments[0], arguments.count) {
        case ("hook", 2...):
            var hook = Hook()
            hook.name = arguments[1]
            hook.arguments = Array(arguments.dropFirst(2))
            return hook
        case ("sync", 1...2):
            var sync = Sync()
            sync.inbox = false
            sync.quiet = false
            sync.remote = arguments.dropFirst().first
            return sync
        default: return nil
        }
    }
}

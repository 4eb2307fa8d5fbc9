internal import ArgumentParser

/// What may follow a beginning of a command line: verbs while there are any, and the options of where one is.
enum CompletionWords {
    static func candidates(after words: [String]) -> [String] {
        var command: any ParsableCommand.Type = Root.self
        for word in words {
            guard let next = verbs(of: command).first(where: { $0.name == word }) else { break }
            command = next.type
        }
        return verbs(of: command).map(\.name) + options(of: command)
    }

    private static func verbs(of command: any ParsableCommand.Type) -> [(name: String, type: any ParsableCommand.Type)]
    {
        command.configuration.subcommands.filter { $0.configuration.shouldDisplay }.map { ($0._commandName, $0) }
    }

    /// Long options, read from the help text, which is the one list of them.
    private static func options(of command: any ParsableCommand.Type) -> [String] {
        guard command != Root.self else { return [] }
        var found: [String] = []
        for line in command.helpMessage(columns: 200).split(separator: "\n") where line.hasPrefix("  -") {
            for word in line.split(separator: " ").prefix(3) where word.hasPrefix("--") {
                let name = word.prefix { $0 != "," && $0 != "/" && $0 != "=" }
                if !found.contains(String(name)) { found.append(String(name)) }
            }
        }
        return found
    }
}

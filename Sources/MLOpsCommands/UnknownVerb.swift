internal import ArgumentParser
internal import MLOpsCore

/// A word where a verb must stand, and is none.
enum UnknownVerb {
    /// What to say about it; nil when the verbs of `arguments` are known as far as they go.
    static func diagnostic(_ arguments: [String]) -> Diagnostic? {
        var command: any ParsableCommand.Type = Root.self
        var path = "git mlops"
        for word in arguments {
            let verbs = command.configuration.subcommands
            if verbs.isEmpty || word.hasPrefix("-") { return nil }
            guard let next = verbs.first(where: { isName(word, of: $0) }) else {
                // A default verb takes the word for an argument of its own.
                if command.configuration.defaultSubcommand != nil, nearest(to: word, among: verbs) == nil { return nil }
                return diagnostic(word, path: path, verbs: verbs)
            }
            command = next
            path += " " + word
        }
        return nil
    }

    private static func isName(_ word: String, of command: any ParsableCommand.Type) -> Bool {
        command._commandName == word || command.configuration.aliases.contains(word)
    }

    private static func diagnostic(_ word: String, path: String, verbs: [any ParsableCommand.Type]) -> Diagnostic {
        var diagnostic = Diagnostic.usage("'\(word)' is not a \(path) verb")
        if let name = nearest(to: word, among: verbs) { diagnostic.hints.append("\(path) \(name)") }
        diagnostic.hints.append("\(path) -h")
        return diagnostic
    }

    /// The verb that differs least, if it differs by little.
    private static func nearest(to word: String, among verbs: [any ParsableCommand.Type]) -> String? {
        let names = verbs.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
        let ranked = names.map { (name: $0, distance: EditDistance.between(word, $0)) }
        let best = ranked.min { $0.distance < $1.distance }
        return best.flatMap { $0.distance <= max(1, $0.name.utf8.count / 3) ? $0.name : nil }
    }
}

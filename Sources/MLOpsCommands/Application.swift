internal import ArgumentParser
internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem
internal import MLOpsTerminal

/// The program `git-mlops`: arguments in, exit code out. The only place where an error becomes text and a code.
public enum Application {
    /// The version of this program, as in CHANGELOG.md.
    static let version = "0.1.0"

    public static func main() -> Never {
        let session = makeSession()
        let status = run(Array(CommandLine.arguments.dropFirst()), in: session)
        session.out.flush()
        exit(status)
    }

    static func run(_ arguments: [String], in session: Session) -> Int32 {
        do {
            if let verb = externalVerb(arguments, in: session) { return try runExternal(verb, arguments, in: session) }
            switch arguments.first {
            case nil:
                TerminalReporter.writeError(Root.helpMessage(columns: nil) + "\n")
                return 1
            case "--version", "-v": return try Version().run(in: session)
            default: return try dispatch(arguments, in: session)
            }
        } catch {
            session.out.flush()
            return report(error)
        }
    }

    private static func dispatch(_ arguments: [String], in session: Session) throws -> Int32 {
        var command: any ParsableCommand
        do {
            command = try Root.parseAsRoot(arguments)
        } catch {
            return reportUsage(error, in: session)
        }
        if let command = command as? any MLOpsCommand { return try command.run(in: session) }
        do {
            try command.run()
        } catch {
            return reportUsage(error, in: session)
        }
        return 0
    }

    /// Help goes to standard output with 0; a wrong command line to standard error with 129, as git's does.
    private static func reportUsage(_ error: any Error, in session: Session) -> Int32 {
        if Root.exitCode(for: error) == .success {
            session.out.line(Root.fullMessage(for: error))
            return 0
        }
        let usage = Root.fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("Error: ") }.joined(separator: "\n")
            .replacing("Usage: ", with: "usage: ")
        TerminalReporter.writeError("error: \(lowercasedFirst(Root.message(for: error)))\n\(usage)\n")
        return 129
    }

    private static func lowercasedFirst(_ text: String) -> String {
        let trimmed = text.hasSuffix(".") ? String(text.dropLast()) : text
        return trimmed.prefix(1).lowercased() + trimmed.dropFirst()
    }

    private static func report(_ error: any Error) -> Int32 {
        let diagnostic = Diagnostic(describing: error)
        TerminalReporter.writeError(diagnostic.description + "\n")
        return diagnostic.exitCode
    }
}

internal import ArgumentParser
internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

/// The program `git-mlops`: arguments in, exit code out. The only place where an error becomes text and a code.
public enum Application {
    /// The version of this program, as in CHANGELOG.md.
    static let version = "0.1.0"

    public static func main() -> Never {
        ProcessStart.prepare()
        let session = makeSession()
        RemoteOpener.register(lfsOpener)
        let arguments = ProcessStart.arguments()
        let isLFS = CommandLine.arguments.first.map(Paths.name) == LFSApplication.programName
        let status = isLFS ? LFSApplication.run(arguments, in: session) : run(arguments, in: session)
        exit(finish(session.out, status))
    }

    static func run(_ arguments: [String], in session: Session) -> Int32 {
        do {
            if let refusal = TextArguments.refusal(of: arguments) { throw refusal }
            if let command = Shortcut.command(arguments) { return try command.run(in: session) }
            if let program = externalProgram(arguments, in: session) { throw becomeExternal(program, arguments) }
            switch arguments.first {
            case nil:
                session.out.line(UsageText.help(Root.helpMessage()))
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
            command = try Root.parseAsRoot(Repro.expanded(ProgressOptions.expanded(arguments)))
        } catch {
            return try reportUsage(error, arguments, in: session)
        }
        if let command = command as? any MLOpsCommand { return try command.run(in: session) }
        do {
            try command.run()
        } catch {
            let question = arguments.first == "help" ? Array(arguments.dropFirst()) : arguments
            if type(of: command).configuration.subcommands.isEmpty {
                return try reportUsage(error, question, in: session)
            }
            // A noun without its verb.
            TerminalReporter.writeError(UsageText.help(Root.fullMessage(for: error)) + "\n")
            return 129
        }
        return 0
    }

    /// Help goes to standard output with 0; a wrong command line to standard error with 129, as git's does.
    private static func reportUsage(_ error: any Error, _ arguments: [String], in session: Session) throws -> Int32 {
        if let unknown = UnknownVerb.diagnostic(arguments) { throw unknown }
        if Root.exitCode(for: error) == .success {
            session.out.line(UsageText.help(Root.fullMessage(for: error)))
            return 0
        }
        let text = UsageText.error(Root.message(for: error), full: Root.fullMessage(for: error))
        TerminalReporter.writeError(DisplayText.lines(text) + "\n")
        return 129
    }

    private static func report(_ error: any Error) -> Int32 {
        let diagnostic = Diagnostic(describing: error)
        TerminalReporter.writeError(DisplayText.lines(diagnostic.description) + "\n")
        return diagnostic.exitCode
    }

    /// Writes out what is left. Results that did not arrive are a failure; a reader that went away is not one to talk
    /// about, and ends us as it ends git where SIGPIPE was ignored by whoever started us.
    private static func finish(_ output: Output, _ status: Int32) -> Int32 {
        output.flush()
        guard let failure = output.failure else { return status }
        if failure.errno == EPIPE {
            signal(SIGPIPE, SIG_DFL)
            raise(SIGPIPE)
            return 128 + SIGPIPE
        }
        return report(Diagnostic.fatal("write failure on standard output: \(failure.cause)"))
    }
}

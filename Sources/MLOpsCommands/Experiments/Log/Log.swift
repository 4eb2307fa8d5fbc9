internal import ArgumentParser
internal import MLOpsGit
internal import MLOpsTracking

struct Log: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Add to a run; look after the log",
        subcommands: [
            LogMetric.self, LogParam.self, LogTag.self, LogArtifact.self, LogShow.self, LogVerify.self, LogCompact.self,
            LogPurgeVerb.self,
        ])
}

/// The run that a `log` verb adds to.
struct RunTarget: ParsableArguments {
    @Option(help: "The run; inside 'git mlops run' it is known")
    var run: String?

    func logger(in session: Session) throws -> RunLogger {
        try RunLogger(Repository.open(RunLogger.context(session.context)), run: run)
    }
}

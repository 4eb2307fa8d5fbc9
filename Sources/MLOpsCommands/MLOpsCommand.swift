internal import ArgumentParser

/// A verb. `run(in:)` calls one use case, chooses a view and returns the exit code.
protocol MLOpsCommand: ParsableCommand {
    func run(in session: Session) throws -> Int32
}

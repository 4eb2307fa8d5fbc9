internal import MLOpsCore

/// Where the commands of stages run: here, or one day on a queue. What it is given has been judged and made ready; what
/// it answers is only what became of the commands.
protocol StageExecutor: AnyObject {
    /// Begins the commands of a stage.
    func start(_ task: StageTask) throws
    /// Waits for a stage to end.
    func next() throws -> StageResult
    /// The signal that asked everything to end, or nil.
    var interruption: Int32? { get }
    /// Gives back what it holds. Nothing may be running.
    func close()
}

/// One attempt at the commands of a stage.
struct StageTask {
    /// The stage's place in the graph.
    let index: Int
    let stage: Stage
    let environment: [String: String]
}

/// What became of an attempt.
struct StageResult {
    let index: Int
    /// How it failed, nil when every command succeeded.
    var failure: String?
    /// The exit code as a shell shows it.
    var code: Int32 = 0
    var userMicroseconds: Int64 = 0
    var systemMicroseconds: Int64 = 0
    var peakKiB: Int64 = 0
    /// The end of what the commands printed.
    var tail: [UInt8] = []
}

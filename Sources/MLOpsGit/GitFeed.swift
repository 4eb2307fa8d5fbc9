internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem

/// A git program that is given its input piece by piece, so that nobody holds all of it. It prints little, if anything.
/// For one thread.
package final class GitFeed {
    private var process: ChildProcess?
    private let input: Int32
    private let arguments: [String]

    package init(_ repository: Repository, _ arguments: [String], environment: [String: String] = [:]) throws {
        let process = try ChildProcess(
            ["git"] + arguments, workingDirectory: repository.workTree ?? repository.gitDirectory,
            environment: repository.programEnvironment.merging(environment) { $1 }, input: .pipe, output: .discard,
            errors: .pipe)
        input = process.input!
        self.arguments = arguments
        self.process = consume process
    }

    deinit {
        if let process = process.take() { _ = process.wait() }
    }

    /// What it does not take because it has ended is told by ``finish()``.
    package func write(_ bytes: [UInt8]) throws {
        let brokenPipes = BrokenPipeGuard()
        defer { brokenPipes.end() }
        do {
            try Descriptor(adopting: Descriptor.duplicate(input), name: "git").write(bytes)
        } catch let error where error.errno == EPIPE {
            return
        }
    }

    /// Ends the input and waits. Throws git's own words when it failed.
    package func finish() throws {
        guard let process = process.take() else { return }
        let result = process.capture()
        guard result.status.isSuccess else { throw Repository.commandError(arguments, result) }
    }
}

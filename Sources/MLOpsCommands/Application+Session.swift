internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem
internal import MLOpsTerminal

extension Application {
    /// The one place that reads the environment, the working folder, the clock and the random source.
    static func makeSession() -> Session {
        let environment = ProcessStart.environment()
        let executable = Files.resolve("/proc/self/exe") ?? CommandLine.arguments[0]
        let output = Output(colour: colour(environment), environment: environment)
        let context = InvocationContext(
            workingDirectory: ProcessStart.workingDirectory() ?? environment["PWD"] ?? "/",
            environment: environment,
            now: clock(environment),
            randomBits: random(environment),
            shareDirectory: ShareDirectory.find(executable: executable, environment: environment),
            executablePath: executable,
            reporter: TerminalReporter(flushOutput: { output.flush() }))
        return Session(context: context, out: output)
    }

    /// `color.mlops`, else `color.ui`, as git reads them. Asked for on a terminal only.
    private static func colour(_ environment: [String: String]) -> ColourChoice {
        guard isatty(1) == 1 else { return .never }
        let answer = try? ChildProcess.run(
            ["git", "config", "--get-colorbool", "color.mlops", "true"], environment: environment)
        return answer?.text == "false" ? .never : .auto
    }

    /// GIT_MLOPS_NOW fixes the clock, in milliseconds since 1970: tests and reproducible demos.
    private static func clock(_ environment: [String: String]) -> @Sendable () -> Int64 {
        if let fixed = environment["GIT_MLOPS_NOW"].flatMap({ Int64($0) }) { return { fixed } }
        return {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        }
    }

    private static func random(_ environment: [String: String]) -> @Sendable () -> UInt64 {
        { UInt64.random(in: .min ... .max) }
    }
}

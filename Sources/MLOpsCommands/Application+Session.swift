internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem
internal import MLOpsTerminal

extension Application {
    /// The one place that reads the environment, the working folder, the clock and the random source.
    static func makeSession() -> Session {
        let environment = readEnvironment()
        let executable = Files.resolve("/proc/self/exe") ?? CommandLine.arguments[0]
        let output = Output(colour: colour(environment), environment: environment)
        let context = InvocationContext(
            workingDirectory: workingDirectory(environment),
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

    private static func readEnvironment() -> [String: String] {
        var result = [String: String](minimumCapacity: 128)
        var pointer = environ
        while let entry = pointer.pointee {
            let text = String(cString: entry)
            if let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) {
                let name = String(text[..<equals])
                // Of two values the first counts, as for getenv(3).
                if result[name] == nil { result[name] = String(text[text.utf8.index(after: equals)...]) }
            }
            pointer += 1
        }
        return result
    }

    private static func workingDirectory(_ environment: [String: String]) -> String {
        guard let path = getcwd(nil, 0) else { return environment["PWD"] ?? "/" }
        defer { free(path) }
        return String(cString: path)
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

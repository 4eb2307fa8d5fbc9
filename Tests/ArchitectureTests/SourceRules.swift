/// The rules of docs/architecture.md, each a function from a file to sentences about what breaks it.
enum SourceRules {
    static func violations(_ file: SourceFile) -> [String] {
        (imports(file) + foundation(file) + process(file) + length(file) + publicNames(file) + leafCommands(file)
            + uncheckedSendable(file)).map { "\(file.path): \($0)" }
    }

    /// Only what the table allows.
    static func imports(_ file: SourceFile) -> [String] {
        guard let allowed = AllowedEdges.table[file.module] else { return ["is in no known module"] }
        return file.imports.filter {
            !allowed.contains($0) && !AllowedEdges.toolchain.contains($0) && !isFoundation($0)
        }
        .map { "\(file.module) may not import \($0)" }
    }

    /// Foundation costs start-up time and 40 MB of a static program, so its users are named one by one.
    static func foundation(_ file: SourceFile) -> [String] {
        file.imports.filter { isFoundation($0) && !AllowedEdges.foundationFiles.contains(file.path) }
            .map { "imports \($0) without being named in AllowedEdges" }
    }

    private static func isFoundation(_ module: String) -> Bool {
        module.hasPrefix("Foundation") || module == "Dispatch"
    }

    /// A library never prints, prompts, exits, or reads the environment, the arguments, the clock or the working
    /// folder.
    static func process(_ file: SourceFile) -> [String] {
        let calls = ProcessUse.calls.filter { file.calls($0.name) && !$0.use.isAllowed(in: file) }
        let words = ProcessUse.words.filter { file.mentions($0.name) && !$0.use.isAllowed(in: file) }
        return calls.map { "may not call \($0.name)()" } + words.map { "may not use \($0.name)" }
    }

    static func length(_ file: SourceFile) -> [String] {
        file.lineCount > 800 ? ["has \(file.lineCount) lines; 800 are the limit"] : []
    }

    /// Modules see each other by `package`; `public` is what the two programs call.
    static func publicNames(_ file: SourceFile) -> [String] {
        let entryPoints = ["Sources/MLOpsCommands/Application.swift", "Sources/MLOpsFilter/FilterProgram.swift"]
        return file.mentions("public") && !entryPoints.contains(file.path) ? ["may not declare anything public"] : []
    }

    /// One leaf command a file.
    static func leafCommands(_ file: SourceFile) -> [String] {
        let count = file.code.split(separator: "\n").count { line in
            line.hasPrefix("struct ") && line.contains(": ") && line.contains("MLOpsCommand")
        }
        return count > 1 ? ["declares \(count) commands; one a file"] : []
    }

    /// What the compiler cannot check is argued for.
    static func uncheckedSendable(_ file: SourceFile) -> [String] {
        let unchecked = file.code.contains("@unchecked Sendable") || file.mentions("nonisolated(unsafe)")
        return unchecked && !file.text.contains("SAFETY:") ? ["is unchecked without a SAFETY comment"] : []
    }
}

/// What ties code to the process it runs in.
enum ProcessUse {
    case output, exit, environment, input, clock, folder

    static let calls: [(name: String, use: ProcessUse)] = [
        ("print", .output), ("debugPrint", .output), ("dump", .output), ("puts", .output), ("printf", .output),
        ("exit", .exit), ("_exit", .exit), ("quick_exit", .exit), ("abort", .exit),
        ("getenv", .environment), ("secure_getenv", .environment), ("setenv", .environment),
        ("unsetenv", .environment), ("putenv", .environment), ("getpwuid", .environment),
        ("readLine", .input), ("getchar", .input),
        ("fputs", .output), ("fwrite", .output), ("fprintf", .output), ("perror", .output),
        ("clock_gettime", .clock), ("gettimeofday", .clock), ("Date", .clock),
        ("ContinuousClock", .clock), ("SuspendingClock", .clock),
        ("getcwd", .folder), ("chdir", .folder), ("fchdir", .folder),
    ]

    static let words: [(name: String, use: ProcessUse)] = [
        ("environ", .environment), ("CommandLine", .environment), ("ProcessInfo", .environment),
        ("FileHandle", .output),
    ]

    func isAllowed(in file: SourceFile) -> Bool {
        switch file.module {
        case "git-mlops", "git-mlops-filter", "MLOpsTestSupport": true
        // The entry points: they make the context that everything else is given.
        case "MLOpsCommands": file.name.hasPrefix("Application")
        case "MLOpsFilter": file.name == "FilterProgram.swift"
        // Talking is what it is for; its clock is the one that paces progress.
        case "MLOpsTerminal": self == .output || self == .input || self == .clock
        // Starting a program with our own environment; a clock to wake somebody every second; what both entry points
        // were given, by its bytes.
        case "MLOpsSystem":
            self == .environment || self == .clock || (self == .folder && file.name == "ProcessStart+Text.swift")
        default: false
        }
    }
}

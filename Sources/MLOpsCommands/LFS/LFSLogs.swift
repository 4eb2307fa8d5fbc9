internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSLogs: LFSCommand {
    static let verb = LFSVerb(
        "logs", "Show errors from the Git LFS command.",
        synopsis: ["git lfs logs", "git lfs logs <file>", "git lfs logs last", "git lfs logs clear"])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let folder = Paths.join(try session.files().store.root, "logs")
        let names = Files.isDirectory(folder) ? try Files.list(folder) : []
        switch arguments.words.first {
        case nil: list(names, session)
        case "last":
            guard let last = names.last else {
                session.out.line("No logs to show")
                return 0
            }
            try show(Paths.join(folder, last), session)
        case "clear":
            for name in names { try Files.remove(Paths.join(folder, name)) }
            session.out.line("Cleared \(folder)")
        case "boomtown":
            return try failForTrying(folder, session)
        case let word?:
            // Both 'logs NAME' and 'logs show NAME' are written in the manual and in scripts.
            guard let name = word == "show" ? arguments.words.dropFirst().first : word else {
                session.out.line("Supply a log name.")
                return 0
            }
            guard names.contains(name) else {
                if word == "show" { throw LFSExit("Error reading log: \(name)") }
                list(names, session)
                return 0
            }
            try show(Paths.join(folder, name), session)
        }
        return 0
    }

    private static func list(_ names: [String], _ session: LFSSession) {
        for name in names { session.out.line(name) }
    }

    private static func show(_ path: String, _ session: LFSSession) throws {
        session.out.write(DisplayText.lines(try Files.read(path).asText))
    }

    /// A made-up error with its log, to see where logs go.
    private static func failForTrying(_ folder: String, _ session: LFSSession) throws -> Int32 {
        let message = "Sample panic message: Sample error message: Sample wrapped error message"
        let path = Paths.join(folder, "\(session.context.now()).log")
        let lines = [LFSVersion.text, "", "$ git-lfs logs boomtown", message, ""]
        try Files.makeDirectories(folder)
        try Files.write(Array(lines.joined(separator: "\n").utf8), to: path)
        session.tell("\(message)\n\nErrors logged to '\(path)'.\nUse `git lfs logs last` to view the log.")
        return 2
    }
}

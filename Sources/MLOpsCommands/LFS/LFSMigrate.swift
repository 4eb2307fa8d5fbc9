internal import Glibc
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSMigrate: LFSCommand {
    static let verb = LFSVerb(
        "migrate", "Migrate history to or from Git LFS",
        synopsis: ["git lfs migrate <info|import|export> [options] [--] [<branch>...]"],
        options: LFSPathOptions.options + [
            .value("include-ref", nil, "refname", "Commits of this ref."),
            .value("exclude-ref", nil, "refname", "Not commits of this ref."),
            .flag("everything", nil, "Commits of all refs; local refs are moved."),
            .flag("skip-fetch", nil, "Do not ask the remotes first which commits they have."),
            .flag("yes", "y", "Overwrite changes in the worktree without asking."),
            .flag("verbose", nil, "Print what is converted."),
            .value("object-map", nil, "path", "Write old and new commits to this file."),
            .value("above", nil, "size", "Only files of at least this size."),
            .value("top", nil, "n", "How many lines 'info' shows (5)."),
            .value("unit", nil, "unit", "The unit in which 'info' shows sizes."),
            .value("pointers", nil, "follow|no-follow|ignore", "What 'info' does with pointers."),
            .value("remote", nil, "remote", "Where 'export' gets what is not here."),
            .flag("fixup", nil, "What .gitattributes says in each commit is to be a pointer, and is none."),
            .flag("no-rewrite", nil, "Convert the files that are named in a new commit."),
            .value("message", "m", "message", "The message of that commit."),
        ])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        guard let mode = arguments.words.first, ["info", "import", "export"].contains(mode) else {
            session.out.write(verb.help)
            return 0
        }
        let repository = try session.repository()
        if mode != "info", repository.workTree != nil { try requireClean(arguments, repository, session) }
        if mode == "import" { _ = try? LFSHooks(repository).install(force: false) }
        if mode == "import", arguments.has("no-rewrite") { return try convertWithoutRewriting(arguments, session) }
        if mode == "export", let name = arguments.value("remote"), try !isRemote(name, repository, session) {
            throw LFSExit("Invalid remote \(name) provided")
        }
        if arguments.has("fixup"), ["include", "exclude"].contains(where: arguments.isGiven) {
            throw LFSExit("Cannot use --fixup with --include, --exclude")
        }
        if !arguments.has("skip-fetch"), !arguments.has("everything"), !arguments.isGiven("include-ref") {
            _ = try repository.git(["fetch", "-q", "--all"])
        }
        if arguments.has("everything"), arguments.words.count > 1 {
            throw LFSExit("Cannot use --everything with explicit reference arguments")
        }
        if arguments.has("everything"), arguments.isGiven("include-ref") || arguments.isGiven("exclude-ref") {
            throw LFSExit("Cannot use --everything with --include-ref or --exclude-ref")
        }
        if let top = arguments.value("top"), Int(top) == nil {
            throw LFSUsageError.wrong(
                "invalid argument \"\(top)\" for \"--top\" flag: strconv.ParseInt: parsing \"\(top)\": invalid syntax")
        }
        let scope = try MigrationScope(
            repository, branches: Array(arguments.words.dropFirst()), include: arguments.all("include-ref"),
            exclude: arguments.all("exclude-ref"), everything: arguments.has("everything"))
        if mode == "info" { return try info(arguments, scope, session) }
        let changed = try convert(mode, arguments, scope, session)
        try writeMap(changed, arguments, session)
        return 0
    }

    private static func convert(
        _ mode: String, _ arguments: LFSArguments, _ scope: MigrationScope, _ session: LFSSession
    ) throws -> [(old: ObjectID, new: ObjectID)] {
        var choice = Migration.Choice()
        choice.include = list(arguments.value("include"))
        choice.exclude = list(arguments.value("exclude"))
        choice.above = try arguments.value("above").map(LFSSize.bytes)
        choice.followsAttributes = arguments.has("fixup")
        if mode == "export", choice.include.isEmpty {
            throw LFSExit("One or more files must be specified with --include")
        }
        if choice.above != nil, !choice.include.isEmpty || !choice.exclude.isEmpty || choice.followsAttributes {
            throw LFSExit("Cannot use --above with --include, --exclude, --fixup")
        }
        let isVerbose = arguments.has("verbose")
        let migration = Migration(try session.files(), scope) { commit, path in
            if isVerbose { session.tell("migrate: commit \(commit): \(path)") }
        }
        return mode == "import"
            ? try migration.importFiles(choice)
            : try migration.exportFiles(choice, from: arguments.value("remote"))
    }

    private static func convertWithoutRewriting(_ arguments: LFSArguments, _ session: LFSSession) throws -> Int32 {
        if arguments.has("fixup") { throw LFSExit("--no-rewrite and --fixup cannot be combined") }
        let names = arguments.words.dropFirst()
        if names.isEmpty { throw LFSExit("Expected one or more files with --no-rewrite") }
        let repository = try session.repository()
        if repository.workTree != nil, try LFSTrackListing(repository).isEmpty {
            throw LFSExit("No Git LFS filters found in '.gitattributes'")
        }
        let message = arguments.value("message") ?? "\(names.joined(separator: ",")): convert to Git LFS"
        do {
            try PointerCommit(session.files()).make(names.map { RepoPath(repository.prefix + $0) }, message: message)
        } catch let error as PointerCommit.NotTracked {
            throw LFSExit("File \(error.path) did not match any Git LFS filters in '.gitattributes'")
        }
        return 0
    }

    private static func list(_ text: String?) -> [String] {
        (text ?? "").split(separator: ",").map { String($0.drop { $0 == " " }) }
    }

    /// Asks whether what is not committed may be lost, unless `--yes` says so.
    private static func requireClean(
        _ arguments: LFSArguments, _ repository: Repository, _ session: LFSSession
    ) throws {
        let status = try repository.gitChecked(["status", "--porcelain", "--untracked-files=no"])
        if status.output.isEmpty { return }
        if !arguments.has("yes"), !mayOverwrite(session) {
            throw LFSExit("migrate: working copy must not be dirty")
        }
        session.tell("migrate: changes in your working copy will be overridden ...")
    }

    /// The end of input is a no; what is neither yes nor no is asked again.
    private static func mayOverwrite(_ session: LFSSession) -> Bool {
        var lines = LineReader(Descriptor(adopting: dup(0), name: "standard input"))
        while true {
            session.out.flush()
            TerminalReporter.writeError(
                "migrate: override changes in your working copy?  All uncommitted changes will be lost! [y/N] ")
            guard case .line(let answer)? = try? lines.next() else { return false }
            switch answer.asText.filter({ !$0.isWhitespace }) {
            case "y", "Y": return true
            case "n", "N", "": return false
            default: continue
            }
        }
    }

    private static func isRemote(_ name: String, _ repository: Repository, _ session: LFSSession) throws -> Bool {
        try EndpointFinder(repository, config: session.config()).endpoint(.download, remote: name) != nil
            && (repository.config.subsections(of: "remote").contains(name) || name.contains(":") || name.contains("/"))
    }

    private static func writeMap(
        _ changed: [(old: ObjectID, new: ObjectID)], _ arguments: LFSArguments, _ session: LFSSession
    ) throws {
        guard let name = arguments.value("object-map") else { return }
        let text = changed.map { "\($0.old),\($0.new)\n" }.joined()
        try Files.write(Array(text.utf8), to: Paths.absolute(name, in: session.context.workingDirectory))
    }

    private static func info(
        _ arguments: LFSArguments, _ scope: MigrationScope, _ session: LFSSession
    ) throws -> Int32 {
        let mode = arguments.value("pointers") ?? (arguments.has("fixup") ? "ignore" : "follow")
        if arguments.has("fixup"), mode != "ignore" {
            throw LFSExit("Cannot use --fixup with --pointers=\(mode)")
        }
        guard ["follow", "no-follow", "ignore"].contains(mode) else {
            throw LFSExit("Unsupported --pointers option value")
        }
        let summary = try MigrationSummary(
            session.files(), scope, filter: LFSPathOptions.filter(arguments),
            above: try arguments.value("above").map(LFSSize.bytes) ?? 0, followsPointers: mode != "no-follow",
            onlyMisplaced: arguments.has("fixup"))
        let top = arguments.value("top").flatMap { Int($0) } ?? 5
        var lines = Array(summary.lines.prefix(top))
        if mode == "follow", summary.pointers.count > 0 { lines.append(summary.pointers) }
        let unit = arguments.value("unit")
        let columns = try lines.map { line in
            (
                line.pattern, try unit.map { try LFSSize.text(line.bytes, in: $0) } ?? LFSSize.text(line.bytes),
                "\(line.countAbove)/\(line.count) \(line.count == 1 ? "file" : "files")",
                line.countAbove * 100 / line.count
            )
        }
        let counts = lines.map { "\($0.countAbove)/\($0.count) files".count }
        let widths = [columns.map(\.0.count), columns.map(\.1.count), counts].map { $0.max() ?? 0 }
        let digits = columns.map { "\($0.3)".count }.max() ?? 0
        for (index, column) in columns.enumerated() {
            let share = String(repeating: " ", count: digits - "\(column.3)".count) + "\(column.3)%"
            if index > 0, column.0 == summary.pointers.pattern { session.out.line() }
            session.out.line(
                "\(padded(column.0, widths[0]))\t\(padded(column.1, widths[1]))\t\(padded(column.2, widths[2]))\t\(share)"
            )
        }
        return 0
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

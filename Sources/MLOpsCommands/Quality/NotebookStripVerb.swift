internal import ArgumentParser
internal import Glibc
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsNotebook
internal import MLOpsQuality
internal import MLOpsSystem
internal import MLOpsTerminal

struct NotebookStripVerb: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "strip", abstract: "Remove outputs from notebooks",
        discussion: """
            The bytes equal nbstripout's. Without files: standard input to standard output. Files are rewritten in place, \
            and only when something is removed.
            """)

    @Argument(help: "Notebooks (.ipynb, .zpln)") var files: [String] = []
    @OptionGroup var strip: StripArguments
    @Flag(
        name: [.customShort("t"), .customLong("textconv")], help: "Print the stripped notebook; leave the file alone")
    var textconv = false
    @Flag(help: "Nothing: lines always end in LF") var unixNewlines = false
    @Flag(name: .shortAndLong, help: "Say what would be stripped, and change nothing") var dryRun = false
    @Flag(help: "As --dry-run, and exit with 1 when something would be") var verify = false
    @Flag(name: .shortAndLong, help: "Take files with any extension, and those with the attribute -mlops-strip")
    var force = false
    @Flag(name: .shortAndLong, help: "Say which files are passed over, and why") var verbose = false
    @Flag(help: "Print one JSON document about the files") var json = false

    init() {}

    func run(in session: Session) throws -> Int32 {
        let repository = try? Repository.open(session.context)
        let options = strip.options(try? repository?.config)
        if files.isEmpty { return try stripInput(options, session) }
        if json, textconv { throw Diagnostic.usage("--json and --textconv exclude each other") }
        var anyChange = false
        var failed = false
        var entries: [JSONValue] = []
        let attribute = try NotebookAttribute(repository, of: files.compactMap { place($0, repository, session) })
        for file in files where force || NotebookFile.isNotebook(file) {
            let path = Paths.absolute(file, in: session.context.workingDirectory)
            let own = place(file, repository, session).map { attribute.options(for: $0, over: options) } ?? options
            guard let options = own ?? (force ? options : nil) else {
                if verbose { session.reporter.note("mlops: \(file) keeps its outputs: its attribute is -mlops-strip") }
                continue
            }
            if textconv {
                try printStripped(path, options, session)
                continue
            }
            do {
                let outcome = try NotebookFile.strip(path, options: options, dryRun: dryRun || verify)
                anyChange = anyChange || outcome.changes
                entries.append(entry(file, outcome))
                if outcome.changes { show(file, outcome, session) }
            } catch {
                let message = Diagnostic(describing: error).message
                entries.append(["file": .string(file), "changes": false, "error": .string(message), "removed": []])
                session.reporter.error(message)
                failed = true
            }
        }
        if json { session.out.json(["schema": 1, "notebooks": .array(entries)]) }
        return failed || (verify && anyChange) ? 1 : 0
    }

    /// Where the file is in the worktree; nil when it is elsewhere.
    private func place(_ file: String, _ repository: Repository?, _ session: Session) -> RepoPath? {
        let absolute = Paths.absolute(file, in: session.context.workingDirectory)
        return repository?.workTree.flatMap { Paths.relative(absolute, to: $0) }.map { RepoPath($0) }
    }

    private func entry(_ file: String, _ outcome: NotebookFile.Outcome) -> JSONValue {
        [
            "file": .string(file), "changes": .bool(outcome.changes), "error": .null,
            "removed": .array(outcome.result.findings.map { .string($0.description) }),
        ]
    }

    private func show(_ file: String, _ outcome: NotebookFile.Outcome, _ session: Session) {
        if !json {
            let name = RepoPath(file).quoted(quoteHighBytes: false)
            session.out.line("\(dryRun || verify ? "Would strip" : "Stripped") \(name)")
            for finding in outcome.result.findings { session.out.line("    \(finding)") }
        }
        for warning in outcome.result.warnings { session.reporter.warning(warning) }
    }

    /// For `git diff`: a notebook that is broken, such as one in a merge conflict, is shown as it is, because git
    /// gives up on the whole diff when this fails.
    private func printStripped(_ path: String, _ options: StripOptions, _ session: Session) throws {
        if let result = try? NotebookFile.read(path, options: options) {
            session.out.write(result.bytes)
        } else {
            session.out.write(try Files.read(path))
        }
    }

    private func stripInput(_ options: StripOptions, _ session: Session) throws -> Int32 {
        let input = Descriptor(adopting: dup(0), name: "standard input")
        let result: StripResult
        do {
            result = try NotebookStrip.strip(try input.readAll(), options: options)
            for warning in result.warnings { session.reporter.warning(warning) }
        } catch let error as NotebookError {
            throw Diagnostic.error("cannot strip standard input: \(error.description)")
        }
        if dryRun || verify {
            if result.contentChanged { session.out.line("Would strip standard input") }
        } else {
            session.out.write(result.bytes)
        }
        return verify && result.contentChanged ? 1 : 0
    }
}

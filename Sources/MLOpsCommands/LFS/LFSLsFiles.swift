internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSLsFiles: LFSCommand {
    static let verb = LFSVerb(
        "ls-files", "Show information about Git LFS files in the index and working tree.",
        synopsis: ["git lfs ls-files [<ref>]", "git lfs ls-files <ref> <ref>"],
        options: [
            .flag("long", "l", "Show the whole object ID."),
            .flag("size", "s", "Show the size."),
            .flag("debug", "d", "Show as much as possible."),
            .flag("all", "a", "Search all of history, not only the current commit."),
            .flag("deleted", nil, "Show what the history of the commit had and it has no more, too."),
            .flag("name-only", "n", "Show paths only."),
            .flag("json", "j", "Write JSON."),
        ] + LFSPathOptions.options)

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let repository = try session.repository()
        let filter = LFSPathOptions.filter(arguments)
        let all = try files(arguments, session.files()).filter { filter.accepts($0.path) }
        if arguments.has("debug") {
            for file in all { showDebug(file, repository, session) }
        } else if arguments.has("json") {
            let list = all.map { json($0, repository, session) }
            session.out.write(
                JSONValue.object(["files": list.isEmpty ? .null : .array(list)]).serialized(JSONStyle(indent: 1)))
            session.out.line()
        } else {
            for file in all { show(file, arguments, repository, session) }
        }
        return 0
    }

    private static func files(_ arguments: LFSArguments, _ files: LargeFiles) throws -> [LargeFile] {
        let words = arguments.words
        let repository = files.repository
        if arguments.has("all") {
            if !words.isEmpty { throw LFSExit("Cannot use --all with explicit reference") }
            return try files.files(reachableFrom: ["--all"], notFrom: [])
        }
        if words.count > 1 {
            if arguments.has("deleted") { throw LFSExit("Cannot use --deleted with reference range") }
            for word in words.prefix(2) where repository.resolveIfPresent(word) == nil { throw badRevision(word) }
            return try files.files(reachableFrom: [words[1]], notFrom: [words[0]])
        }
        if let word = words.first, repository.resolveIfPresent(word) == nil { throw badRevision(word) }
        if arguments.has("deleted") {
            guard repository.resolveIfPresent(words.first ?? "HEAD") != nil else { return [] }
            return unique(try files.files(reachableFrom: [words.first ?? "HEAD"], notFrom: []))
        }
        if let word = words.first { return try files.files(in: word) }
        return try indexAndHead(files)
    }

    /// What the index changes, then what HEAD has of other paths.
    private static func indexAndHead(_ files: LargeFiles) throws -> [LargeFile] {
        let hasHead = files.repository.resolveIfPresent("HEAD") != nil
        let head = hasHead ? try files.files(in: "HEAD") : []
        guard files.repository.workTree != nil else { return head }
        if !hasHead { return try files.indexFiles() }
        let changed = try files.repository.gitChecked(["diff-index", "--cached", "--name-only", "-z", "HEAD"]).output
        let paths = Set(changed.split(separator: 0).map { RepoPath(bytes: Array($0)) })
        return unique(try files.indexFiles().filter { paths.contains($0.path) } + head)
    }

    private static func unique(_ files: [LargeFile]) -> [LargeFile] {
        var seen: Set<RepoPath> = []
        return files.filter { seen.insert($0.path).inserted }
    }

    private static func badRevision(_ word: String) -> LFSExit {
        if word == "--all" { return LFSExit("Did you mean `git lfs ls-files --all --` ?") }
        return LFSExit(
            "Could not scan for Git LFS tree: error in `git ls-tree`: exit status 128 "
                + "fatal: Not a valid object name \(word)\n")
    }

    private static func show(
        _ file: LargeFile, _ arguments: LFSArguments, _ repository: Repository, _ session: LFSSession
    ) {
        var line = ""
        if !arguments.has("name-only") {
            let id = file.object.id.hex
            line += "\(arguments.has("long") ? id : String(id.prefix(10))) \(isFilled(file, repository) ? "*" : "-") "
        }
        line += file.path.quoted(quoteHighBytes: quotesHighBytes(repository))
        if arguments.has("size") { line += " (\(LFSSize.text(file.object.size)))" }
        session.out.line(line)
    }

    private static func showDebug(_ file: LargeFile, _ repository: Repository, _ session: LFSSession) {
        session.out.line("filepath: \(file.path.quoted(quoteHighBytes: quotesHighBytes(repository)))")
        session.out.line("    size: \(file.object.size)")
        session.out.line("checkout: \(isFilled(file, repository))")
        session.out.line("download: \(isStored(file, session))")
        session.out.line("     oid: sha256 \(file.object.id.hex)")
        session.out.line(" version: \(Pointer.version)")
        session.out.line()
    }

    private static func json(_ file: LargeFile, _ repository: Repository, _ session: LFSSession) -> JSONValue {
        .object([
            "name": .string(file.path.quoted(quoteHighBytes: quotesHighBytes(repository))),
            "size": .integer(file.object.size), "checkout": .bool(isFilled(file, repository)),
            "downloaded": .bool(isStored(file, session)), "oid_type": "sha256", "oid": .string(file.object.id.hex),
            "version": .string(Pointer.version),
        ])
    }

    private static func isFilled(_ file: LargeFile, _ repository: Repository) -> Bool {
        repository.workTree.map { WorktreeFile(top: $0, path: file.path).info?.size == file.pointer.size } ?? false
    }

    private static func isStored(_ file: LargeFile, _ session: LFSSession) -> Bool {
        (try? session.files().store.contains(file.object)) ?? false
    }

    private static func quotesHighBytes(_ repository: Repository) -> Bool {
        (try? repository.config.bool("core.quotepath")) ?? true
    }
}

internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSFetch: LFSCommand {
    static let verb = LFSVerb(
        "fetch", "Download Git LFS files from a remote.",
        synopsis: ["git lfs fetch [options] [<remote> [<ref>...]]", "git lfs fetch [options] <remote> --stdin"],
        options: LFSPathOptions.options + [
            .flag("recent", "r", "Also what recent branches and commits name."),
            .flag("all", "a", "Everything that any commit of the refs, or of all refs, names."),
            .flag("stdin", nil, "Read refs from standard input."),
            .flag("prune", "p", "Run 'git lfs prune' afterwards."),
            .flag("refetch", nil, "Also what is here already."),
            .flag("dry-run", "d", "Print what would be fetched."),
            .flag("json", "j", "Write the transfers as JSON."),
        ])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let repository = try session.repository()
        let config = try session.config()
        let remote = arguments.words.first
        if let remote { try LFSRemotes.check(remote, repository) }
        if arguments.has("all") {
            if arguments.has("recent") { throw LFSExit("Cannot combine --all with --recent") }
            if arguments.isGiven("include") || arguments.isGiven("exclude") {
                throw LFSExit("Cannot combine --all with --include or --exclude")
            }
        }
        let refs = try refs(arguments, session)
        let json = arguments.has("json")
        let files = try wanted(arguments, refs, config, session, isQuiet: json)
        let fetched = try LFSFetching(session, remote: remote)
            .fetch(files, refetches: arguments.has("refetch"), isDry: arguments.has("dry-run"), asJSON: json)
        guard arguments.has("prune") else { return fetched }
        let pruned = try LFSPrune.run(LFSArguments([], for: LFSPrune.verb.options), in: session)
        return max(fetched, pruned)
    }

    private static func refs(_ arguments: LFSArguments, _ session: LFSSession) throws -> [String] {
        guard arguments.has("stdin") else { return Array(arguments.words.dropFirst()) }
        if arguments.words.isEmpty { throw LFSExit("Specify a remote when using --stdin") }
        if arguments.words.count > 1 {
            session.tell("Further command line arguments are ignored with --stdin")
        }
        var lines: [String] = []
        var input = StandardInputLines()
        while let line = input.next() { if !line.isEmpty { lines.append(line) } }
        return lines
    }

    private static func wanted(
        _ arguments: LFSArguments, _ refs: [String], _ config: LFSConfig, _ session: LFSSession, isQuiet: Bool
    ) throws -> [LargeFile] {
        let files = try session.files()
        let repository = files.repository
        for ref in refs where repository.resolveIfPresent(ref) == nil {
            throw LFSExit("Invalid ref argument: [\(refs.joined(separator: " "))]")
        }
        let tell = { (text: String) in if !isQuiet { session.out.line("fetch: \(text)") } }
        if arguments.has("all") {
            let all = try files.files(reachableFrom: refs.isEmpty ? ["--all"] : refs, notFrom: [])
            let count = files.unique(all.map(\.object)).count
            tell("\(count) \(count == 1 ? "object" : "objects") found, done.")
            if refs.isEmpty { tell("Fetching all references...") }
            return all
        }
        let filter = LFSPathOptions.filter(arguments, config)
        var found: [LargeFile] = []
        if refs.isEmpty, repository.resolveIfPresent("HEAD") == nil { return try files.indexFiles() }
        for ref in refs.isEmpty ? ["HEAD"] : refs {
            tell("Fetching reference \(fullName(ref, repository))")
            found += try files.files(in: ref)
        }
        if try arguments.has("recent") || session.isOn("", "lfs.fetchrecentalways") {
            found += try recent(arguments, config, files, refs.isEmpty ? ["HEAD"] : refs, tell)
        }
        return found.filter { filter.accepts($0.path) }
    }

    private static func recent(
        _ arguments: LFSArguments, _ config: LFSConfig, _ files: LargeFiles, _ refs: [String],
        _ tell: (String) -> Void
    ) throws -> [LargeFile] {
        let window = RecentWindow(config)
        var found: [LargeFile] = []
        var names = refs.map { (name: $0, shortName: shortName($0, files.repository)) }
        if window.refsDays > 0 { tell("Fetching recent branches within \(window.refsDays) days") }
        let recent = RecentChanges(files, window: window)
        let remote =
            try arguments.words.first ?? EndpointFinder(files.repository, config: config).defaultRemote(.download)
        var fetched = Set(refs.compactMap(files.repository.resolveIfPresent))
        for ref in try recent.refs(remote: remote) {
            guard let id = files.repository.resolveIfPresent(ref.name), fetched.insert(id).inserted else { continue }
            tell("Fetching reference \(ref.shortName)")
            found += try files.files(in: ref.name)
            names.append((ref.name, ref.shortName))
        }
        for ref in window.commitsDays > 0 ? names : [] {
            tell("Fetching changes within \(window.commitsDays) days of \(ref.shortName)")
            found += try recent.changes(of: ref.name)
        }
        return found
    }

    private static func shortName(_ ref: String, _ repository: Repository) -> String {
        let answer = try? repository.git(["rev-parse", "--abbrev-ref", ref])
        guard let name = answer?.text, answer?.status.isSuccess == true, !name.isEmpty else { return ref }
        return name
    }

    private static func fullName(_ ref: String, _ repository: Repository) -> String {
        let answer = try? repository.git(["rev-parse", "--symbolic-full-name", ref])
        guard let name = answer?.text, answer?.status.isSuccess == true, !name.isEmpty else { return ref }
        return name
    }
}

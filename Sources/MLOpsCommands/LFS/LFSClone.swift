internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
internal import MLOpsTerminal

/// `git clone` with pointers, then all contents at once. Kept for scripts: the filter fetches as fast.
struct LFSClone: LFSCommand {
    static let verb = LFSVerb(
        "clone", "Efficiently clone a LFS-enabled repository",
        synopsis: ["git lfs clone [git clone options] <repository> [<directory>]"],
        options: LFSPathOptions.options + [.flag("skip-repo", nil, "Install no hooks.")] + cloneOptions)

    private static let advice = """
        WARNING: `git lfs clone` is deprecated and will not be updated
                  with new flags from `git clone`

        `git clone` has been updated in upstream Git to have comparable
        speeds to `git lfs clone`.
        """

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        session.tell(advice)
        let off = ["filter.lfs.smudge=", "filter.lfs.process=", "filter.lfs.required=false"].flatMap { ["-c", $0] }
        let words = ["git"] + off + ["clone"] + passed(arguments) + ["--"] + arguments.words
        session.out.flush()
        let status = try ChildProcess(
            words, workingDirectory: session.context.workingDirectory, environment: session.environment
        ).wait().status
        guard status.isSuccess else {
            throw LFSExit("Error(s) during clone:\n`git clone` failed: exit status \(status.shellCode)", code: 2)
        }
        let inside = try session.moved(to: folder(arguments, session))
        let code = try fill(arguments, inside)
        if !arguments.has("skip-repo") { try LFSHooks(inside.repository()).install(force: false) }
        return code
    }

    private static func fill(_ arguments: LFSArguments, _ session: LFSSession) throws -> Int32 {
        guard try session.repository().resolveIfPresent("HEAD") != nil else { return 0 }
        let remote = [arguments.value("origin") ?? "origin"]
        let options = ["include", "exclude"].flatMap { name in
            arguments.value(name).map { ["--\(name)=\($0)"] } ?? []
        }
        let isBare = ["no-checkout", "bare", "mirror"].contains(where: arguments.has)
        let verb: any LFSCommand.Type = isBare ? LFSFetch.self : LFSPull.self
        let code = try verb.run(LFSArguments(options + remote, for: verb.verb.options), in: session)
        guard !isBare, arguments.has("recursive") || arguments.has("recurse-submodules") else { return code }
        session.out.flush()
        let below = try ChildProcess(
            ["git", "submodule", "foreach", "--recursive", "git lfs pull"],
            workingDirectory: session.context.workingDirectory, environment: session.environment
        ).wait().status
        return max(code, below.shellCode)
    }

    /// The last word, or what git makes of it.
    private static func folder(_ arguments: LFSArguments, _ session: LFSSession) throws -> String {
        let last = arguments.words.last ?? ""
        let named = Paths.absolute(last, in: session.context.workingDirectory)
        if arguments.words.count > 1 { return named }
        var name = Paths.name(last.split(separator: ":").last.map(String.init) ?? last)
        if name.hasSuffix(".git") { name.removeLast(4) }
        if arguments.has("bare") || arguments.has("mirror") { name += ".git" }
        let derived = Paths.absolute(name, in: session.context.workingDirectory)
        guard Files.isDirectory(derived) else { throw LFSExit("Unable to find clone dir at \"\(derived)\"") }
        return derived
    }

    /// The options that are git's, as git takes them.
    private static func passed(_ arguments: LFSArguments) -> [String] {
        cloneOptions.flatMap { option -> [String] in
            if option.value == nil { return arguments.has(option.name) ? ["--\(option.name)"] : [] }
            return arguments.all(option.name).flatMap { ["--\(option.name)", $0] }
        }
    }

    private static let cloneOptions: [LFSOption] =
        ([
            ("local", "l"), ("shared", "s"), ("no-hardlinks", nil), ("quiet", "q"), ("no-checkout", "n"),
            ("progress", nil), ("bare", nil), ("mirror", nil), ("dissociate", nil), ("recursive", nil),
            ("recurse-submodules", nil), ("single-branch", nil), ("no-single-branch", nil), ("verbose", "v"),
            ("ipv4", nil), ("ipv6", nil), ("shallow-submodules", nil), ("no-shallow-submodules", nil),
        ] as [(String, Character?)]).map { .flag($0.0, $0.1, "See 'git clone --help'.") }
        + ([
            ("template", nil), ("origin", "o"), ("branch", "b"), ("upload-pack", "u"), ("reference", nil),
            ("reference-if-able", nil), ("separate-git-dir", nil), ("depth", nil), ("config", "c"),
            ("shallow-since", nil), ("shallow-exclude", nil), ("jobs", "j"),
        ] as [(String, Character?)]).map { .value($0.0, $0.1, "value", "See 'git clone --help'.") }
}

internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// The filters are `git-mlops-filter`, which starts quicker than this program: it takes this one's place.
enum LFSFilterProgram {
    /// Returns only by throwing.
    static func become(_ verb: String, _ arguments: LFSArguments, _ session: LFSSession) throws -> Int32 {
        installHooks(session)
        var environment = session.environment
        if arguments.has("skip") { environment["GIT_LFS_SKIP_SMUDGE"] = "1" }
        let words = verb == "process" ? ["lfs-process"] : [verb, "--"] + arguments.words.prefix(1)
        let program = try ChildProcess.find(session.filterProgram(), environment: environment)
        throw ChildProcess.replaceSelf(with: program, words, environment: environment)
    }

    /// A clone brings no hooks, and without pre-push a plain `git push` would leave contents behind. The others only
    /// serve locks. Never stops git.
    private static func installHooks(_ session: LFSSession) {
        guard let repository = try? session.repository(), let hooks = try? LFSHooks(repository) else { return }
        let attributes = repository.workTree.flatMap { try? Files.readIfPresent(Paths.join($0, ".gitattributes")) }
        let hasLocks = attributes?.asText.contains("lockable") ?? false
        try? hooks.install(force: false, hasLocks ? LFSHooks.events : ["pre-push"])
    }

    static let skip = LFSOption.flag("skip", "s", "Leave pointers as they are; download nothing.")
}

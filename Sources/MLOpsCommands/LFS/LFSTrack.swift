internal import Glibc
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSTrack: LFSCommand {
    static let verb = LFSVerb(
        "track", "View or add Git LFS paths to Git attributes.",
        synopsis: ["git lfs track [options] [<pattern>...]"],
        options: [
            .flag("verbose", "v", "Say which files are touched."),
            .flag("dry-run", "d", "Say what would be done, and do nothing."),
            .flag("json", "j", "Write the tracked patterns as JSON."),
            .flag("filename", nil, "Take the arguments as file names, not as patterns."),
            .flag("lockable", "l", "Make files read-only unless they are locked."),
            .flag("not-lockable", nil, "Make them writable again."),
            .flag("no-excluded", nil, "Do not list patterns that are excluded."),
            .flag("no-modify-attrs", nil, "Leave .gitattributes alone; only have git look at matching files again."),
        ])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let repository = try session.workRepository()
        if try !session.isOn("GIT_LFS_TRACK_NO_INSTALL_HOOKS") { _ = try? LFSHooks(repository).install(force: false) }
        if arguments.words.isEmpty {
            let listing = try LFSTrackListing(repository)
            if arguments.has("json") { listing.showJSON(session) } else { listing.show(arguments, session) }
            return 0
        }
        if arguments.has("json") { throw LFSExit("Cannot specify --json with any patterns", code: 128) }
        try track(arguments, repository, session)
        return 0
    }

    private static func track(_ arguments: LFSArguments, _ repository: Repository, _ session: LFSSession) throws {
        let path = Paths.join(session.folder(in: repository), ".gitattributes")
        var file = LFSAttributesFile(
            try Files.readIfPresent(path)?.asText ?? "",
            endsLinesAsWindows: try repository.config.bool("core.autocrlf") == true)
        let isDry = arguments.has("dry-run")
        let lockable: Bool? = arguments.has("lockable") ? true : arguments.has("not-lockable") ? false : nil
        let listing = try LFSTrackListing(repository)
        var changed: [String] = []
        for word in arguments.words {
            let plain = word.hasPrefix("./") ? String(word.dropFirst(2)) : word
            let shown = arguments.has("filename") ? LFSAttributesFile.escapeName(plain) : plain
            if let forbidden = forbiddenFile(shown) {
                session.out.line(
                    "Pattern '\(word)' matches forbidden file '\(forbidden)'. If you would like to track \(forbidden), "
                        + "modify '\(forbidden)' manually.")
                continue
            }
            let escaped = LFSAttributesFile.escape(shown)
            let isNew =
                arguments.has("no-modify-attrs")
                || !listing.knows(escaped, in: repository.prefix, lockable: lockable)
                    && file.track(escaped, lockable: lockable)
            if isNew { changed.append(shown) }
            let quoted = JSONValue.string(shown).serialized().asText
            session.out.line(isNew ? "Tracking \(quoted)" : "\(quoted) already supported")
        }
        if !changed.isEmpty, !isDry, !arguments.has("no-modify-attrs") {
            try Files.write(Array(file.text.utf8), to: path)
        }
        for pattern in changed {
            try touch(pattern, repository, session, isVerbose: arguments.has("verbose"), isDry: isDry)
        }
        if !changed.isEmpty, !isDry, let lockable {
            if !lockable { try makeWritable(changed, repository, session) }
            try LockableFiles(session.files()).makeAllReadOnly()
        }
    }

    /// Files whose patterns are lockable no more.
    private static func makeWritable(
        _ patterns: [String], _ repository: Repository, _ session: LFSSession
    ) throws {
        let lockable = try LockableFiles(session.files())
        for pattern in patterns {
            for path in try trackedFiles(pattern, repository) {
                try lockable.setWritable(true, RepoPath(repository.prefix + path.description))
            }
        }
    }

    /// Files of the index that match, relative to the folder in which the command runs.
    private static func trackedFiles(_ pattern: String, _ repository: Repository) throws -> [RepoPath] {
        let listed = try repository.gitChecked([
            "ls-files", "-z", "--", repository.prefix.isEmpty ? "." : repository.prefix,
        ])
        let filter = PathFilter(patterns: [pattern])
        let prefix = Array(repository.prefix.utf8)
        return listed.output.split(separator: 0).map { RepoPath(bytes: Array($0.dropFirst(prefix.count))) }
            .filter { filter.accepts($0) && !Paths.name($0.description).hasPrefix(".git") }
    }

    /// Files of git's own are no data.
    private static func forbiddenFile(_ pattern: String) -> String? {
        let filter = PathFilter(patterns: [pattern])
        return [".gitattributes", ".gitignore", ".gitmodules", ".lfsconfig"].first {
            filter.accepts(RepoPath($0)) && !pattern.hasPrefix("*")
        }
    }

    /// Has git look at matching files again: they have to be stored anew.
    private static func touch(
        _ pattern: String, _ repository: Repository, _ session: LFSSession, isVerbose: Bool, isDry: Bool
    ) throws {
        if isVerbose { session.out.line("Searching for files matching pattern: \(pattern)") }
        let relative = pattern.hasPrefix("/") ? String(pattern.dropFirst()) : pattern
        guard !Paths.normalize(Paths.join(repository.prefix, relative)).hasPrefix("..") else {
            throw LFSExit("Error getting tracked files for \"\(pattern)\": exit status 128")
        }
        let folder = session.folder(in: repository)
        let paths = try trackedFiles(pattern, repository)
        if isVerbose {
            session.out.line("Found \(paths.count) files previously added to Git matching pattern: \(pattern)")
        }
        for path in paths {
            if isVerbose || isDry { session.out.line("Touching \"\(path)\"") }
            if !isDry { utimensat(AT_FDCWD, Paths.join(folder, path.description).nativePath, nil, AT_SYMLINK_NOFOLLOW) }
        }
    }
}

internal import Glibc
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSCheckout: LFSCommand {
    static let verb = LFSVerb(
        "checkout", "Populate working copy with real content from Git LFS files.",
        synopsis: [
            "git lfs checkout [<glob-pattern>...]",
            "git lfs checkout --to <file> {--base|--ours|--theirs} <conflict-obj-path>",
        ],
        options: [
            .flag("base", nil, "The merge base of a file in conflict."),
            .flag("ours", nil, "Our side of the conflict."),
            .flag("theirs", nil, "Their side of the conflict."),
            .value("to", nil, "path", "Write that side to this file."),
        ])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let repository = try session.repository()
        let sides = [("base", 1), ("ours", 2), ("theirs", 3)].filter { arguments.has($0.0) }
        if sides.count > 1 {
            throw LFSExit("Error parsing args: at most one of --base, --theirs, and --ours is allowed")
        }
        if arguments.isGiven("to") || !sides.isEmpty {
            guard let target = arguments.value("to"), let side = sides.first else {
                throw LFSExit("--to and exactly one of --theirs, --ours, and --base must be used together")
            }
            guard arguments.words.count == 1 else {
                throw LFSExit("--to requires exactly one Git LFS object file path")
            }
            guard try isPossible(session) else { return 0 }
            try write(arguments.words[0], stage: side.1, to: target, session)
            return 0
        }
        // The manual: no effect in a bare repository.
        if repository.workTree == nil { return 0 }
        guard try isPossible(session) else { return 0 }
        let patterns = arguments.words.map { word -> String in
            let path = Paths.normalize(Paths.isAbsolute(word) ? word : "/" + repository.prefix + word)
            return Paths.isAbsolute(word)
                ? Paths.relative(path, to: repository.workTree ?? "/") ?? path : String(path.dropFirst())
        }
        let isAll = patterns.isEmpty || patterns.contains("")
        let filter = isAll ? PathFilter() : PathFilter(patterns: patterns)
        try LFSCheckingOut(session).checkOut(filter, tellsMissing: true)
        return 0
    }

    /// Says so when it is not.
    private static func isPossible(_ session: LFSSession) throws -> Bool {
        if try LFSCheckingOut(session).isPossible() { return true }
        session.out.line("Cannot checkout LFS objects, Git LFS is not installed.")
        return false
    }

    private static func write(_ path: String, stage: Int, to target: String, _ session: LFSSession) throws {
        let repository = try session.workRepository()
        let name = Paths.normalize(Paths.isAbsolute(path) ? path : repository.prefix + path)
        let relative = Paths.relative(name, to: repository.workTree ?? "/") ?? name
        let blob = try repository.git(["rev-parse", "-q", "--verify", ":\(stage):\(relative)"])
        guard blob.status.isSuccess, let id = ObjectID(hex: blob.text) else {
            throw LFSExit(
                "Could not checkout (are you not in the middle of a merge?): "
                    + "Git can't resolve ref: \":\(stage):\(path)\"")
        }
        guard let pointer = Pointer.parse(try repository.blob(id))?.pointer else {
            throw LFSExit("Could not find decoder pointer for object \"\(id.hex)\": Pointer file error: invalid header")
        }
        let files = try session.files()
        if !files.store.contains(pointer.object) {
            _ = try files.fetch([pointer.object], from: RemoteResolver(repository).source())
        }
        let destination = Paths.absolute(target, in: session.context.workingDirectory)
        try Files.makeDirectories(Paths.parent(destination))
        if Files.isDirectory(destination) { Files.removeIfEmpty(destination) }
        try Files.remove(destination)
        let output = try Descriptor(opening: destination, flags: O_WRONLY | O_CREAT | O_EXCL)
        if pointer.size > 0 { try output.copy(from: files.store.open(pointer.object)) }
        try output.close()
    }
}

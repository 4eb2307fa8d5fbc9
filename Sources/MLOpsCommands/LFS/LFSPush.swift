internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSPush: LFSCommand {
    static let verb = LFSVerb(
        "push", "Push queued large files to the Git LFS endpoint.",
        synopsis: [
            "git lfs push [options] <remote> [<ref>...]", "git lfs push [options] <remote> --stdin",
            "git lfs push --object-id <remote> [<oid>...]", "git lfs push --object-id <remote> --stdin",
        ],
        options: [
            .flag("dry-run", "d", "Print what would be pushed."),
            .flag("all", "a", "Everything that any commit of the refs, or of all local refs, names."),
            .flag("object-id", "o", "Push these objects."),
            .flag("stdin", nil, "Read refs, or objects, from standard input."),
        ])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        guard let remote = arguments.words.first else {
            throw LFSExit(
                "Specify a remote and a remote branch name (`git lfs push origin main`)", code: 1, isOutput: true)
        }
        let repository = try session.repository()
        try LFSRemotes.check(remote, repository)
        let operands = try operands(arguments, session)
        if arguments.has("object-id") { return try pushObjects(operands, remote, arguments, session) }
        let refs =
            try operands.isEmpty && arguments.has("all")
            ? allLocal(repository) : operands.filter { repository.resolveIfPresent($0) != nil }
        if refs.isEmpty { return 0 }
        let exclude = arguments.has("all") ? [] : ["--not", "--remotes=\(remote)"]
        let files = try session.files()
        var seen: Set<ContentID> = []
        let groups = try refs.enumerated().map { index, ref in
            let found = try files.files(reachableFrom: [ref], notFrom: refs[..<index] + exclude)
            return LFSPushing.Group(
                reference: try PushReference.named(ref, repository, remote: remote),
                files: found.filter { $0.object.size > 0 && seen.insert($0.object.id).inserted })
        }
        let pushing = LFSPushing(session, remote: remote)
        if arguments.has("dry-run") {
            pushing.show(groups)
            return 0
        }
        let zeros = String(repeating: "0", count: 40)
        let references = zip(refs, groups).compactMap { ref, group in
            PushedReference(line: "\(ref) \(ref) \(group.reference ?? ref) \(zeros)") {
                repository.resolveIfPresent($0)
            }
        }
        let verdict = try LockVerification(files, remote: remote).verify(references, pushesLarge: !seen.isEmpty)
        if !LFSLockVerdict.allows(verdict, remote: remote, session.out.line, session.tell) { return 2 }
        return try pushing.push(groups)
    }

    private static func operands(_ arguments: LFSArguments, _ session: LFSSession) throws -> [String] {
        guard arguments.has("stdin") else { return Array(arguments.words.dropFirst()) }
        if arguments.words.count > 1 {
            throw LFSExit("Further command line arguments are ignored with --stdin", code: 1, isOutput: true)
        }
        var lines: [String] = []
        var input = StandardInputLines()
        while let line = input.next() { if !line.isEmpty { lines.append(line) } }
        return lines
    }

    private static func allLocal(_ repository: Repository) throws -> [String] {
        try repository.gitChecked(["for-each-ref", "--format=%(refname)", "refs/heads", "refs/tags"]).text
            .split(separator: "\n").map(String.init)
    }

    private static func pushObjects(
        _ names: [String], _ remote: String, _ arguments: LFSArguments, _ session: LFSSession
    ) throws -> Int32 {
        if names.isEmpty {
            throw LFSExit("At least one object ID must be supplied with --object-id", code: 1, isOutput: true)
        }
        let store = try session.files().store
        let objects = try names.map { name -> LargeObject in
            if name.utf8.count < 4 {
                throw LFSExit("Unable to find local media path: too short object ID: \"\(name)\"")
            }
            guard let id = ContentID(name) else { throw LFSExit("\"\(name)\" is not a valid object ID") }
            guard let info = Files.info(store.path(of: id), followLinks: true) else {
                throw LFSExit("Unable to stat local media path: stat \(store.path(of: id)): no such file or directory")
            }
            return LargeObject(id: id, size: info.size)
        }
        if arguments.has("dry-run") {
            for object in objects { session.out.line("push \(object.id.hex) => \(store.path(of: object.id))") }
            return 0
        }
        return try LFSPushing(session, remote: remote).push(objects: objects)
    }
}

internal import Glibc
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSDedup: LFSCommand {
    static let verb = LFSVerb(
        "dedup", "De-duplicate Git LFS files.", synopsis: ["git lfs dedup [--test]"],
        options: [.flag("test", "t", "Only say whether the file system can share files' blocks.")])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let files = try session.files()
        guard let top = try session.workRepository().workTree else { throw LFSExit.noWorkTree }
        guard try canShare(files.store, top) else {
            let reason = arguments.has("test") ? "." : ": operation not supported"
            throw LFSExit("This system does not support de-duplication" + reason)
        }
        if arguments.has("test") {
            session.out.line("OK: This platform and file system support file de-duplication.")
            return 0
        }
        if try session.config().git.subsections(of: "lfs").contains(where: { $0.hasPrefix("extension.") }) {
            throw LFSExit(
                "This platform supports file de-duplication, however, Git LFS extensions are configured and therefore de-duplication can not be used."
            )
        }
        var bytes: Int64 = 0
        for file in try files.indexFiles() where file.object.size > 0 {
            guard let source = files.store.locate(file.object) else { continue }
            let target = WorktreeFile(top: top, path: file.path)
            guard try target.holdsContent(of: file.object), let info = target.info else { continue }
            try target.replace(
                withContentsOf: source, size: file.object.size, executable: info.mode & 0o111 != 0,
                by: files.store.temporaryDirectory)
            bytes += file.object.size
            session.out.line("Success: \(file.path)")
        }
        try files.repository.gitChecked(["update-index", "-q", "--refresh"])
        session.out.line("\nFinished successfully.\n  De-duplicated size: \(bytes) bytes")
        return 0
    }

    /// Whether blocks can be shared between the store and the worktree, by trying.
    private static func canShare(_ store: ObjectStore, _ top: String) throws -> Bool {
        try Files.makeDirectories(store.temporaryDirectory)
        let paths = [store.temporaryDirectory, top].map { "\($0)/.lfs-dedup-\(getpid())" }
        defer { for path in paths { try? Files.remove(path) } }
        let source = try Descriptor(opening: paths[0], flags: O_RDWR | O_CREAT | O_EXCL)
        try source.write(Array("x".utf8))
        return try Descriptor(opening: paths[1], flags: O_RDWR | O_CREAT | O_EXCL).clone(from: source)
    }
}

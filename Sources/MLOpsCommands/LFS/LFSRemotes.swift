internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsSystem
internal import MLOpsTransfer

/// Names of git remotes on `git lfs` command lines.
enum LFSRemotes {
    /// Throws Git LFS's sentence unless `name` is a remote, a URL or a repository's path.
    static func check(_ name: String, _ repository: Repository) throws {
        let config = try repository.config
        if config.subsections(of: "remote").contains(name) { return }
        if name.contains("://") || name.contains(":") { return }
        let path = Paths.absolute(name, in: repository.context.workingDirectory)
        if Files.isDirectory(path) || Files.isDirectory(path + ".git") { return }
        throw LFSExit("Invalid remote name \"\(name)\": invalid remote name: \"\(path)\"")
    }

    /// The only remote that is pushed to at `address`, else `address` itself: its tracking refs say what is there.
    static func name(of address: String, _ repository: Repository) throws -> String {
        let config = try repository.config
        let names = config.subsections(of: "remote").filter { name in
            let pushed = config.all("remote.\(name).pushurl")
            return (pushed.isEmpty ? config.all("remote.\(name).url") : pushed) == [address]
        }
        return names.count == 1 ? names[0] : address
    }

    /// Tells what could not be transferred, as Git LFS does; the exit code.
    static func tell(_ report: TransferReport, verb: String, session: LFSSession, remote: String?) -> Int32 {
        tell(report.failures, verb: verb, session: session, remote: remote)
    }

    static func tell(
        _ failures: [TransferReport.Failure], verb: String, session: LFSSession, remote: String?
    ) -> Int32 {
        for failure in failures {
            session.tell(failure.gitLFSWords ?? "[\(failure.object.id.hex)] \(failure.reason)")
        }
        if failures.isEmpty { return 0 }
        if failures.contains(where: { $0.reason.hasSuffix(ContentType.remedy) }) {
            session.tell(
                """
                info: Uploading failed due to unsupported Content-Type header(s).
                info: Consider disabling Content-Type detection with:
                info:
                info:   $ git config lfs.contenttype false
                """)
        }
        session.tell("error: failed to \(verb) some objects \(verb == "push" ? "to" : "from") '\(remote ?? "origin")'")
        return 2
    }
}

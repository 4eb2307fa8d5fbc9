internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsScaffold
internal import MLOpsTracking
internal import MLOpsTransfer

/// What doctor asks the modules that hold large files and runs.
enum DoctorContents {
    static func examine(_ repository: Repository) throws -> [DoctorFinding] {
        // Before the log is opened, which takes them away.
        let worktrees = try worktrees(repository)
        return try largeFiles(repository) + worktrees + DoctorLog.examine(repository)
    }

    private static func worktrees(_ repository: Repository) throws -> [DoctorFinding] {
        let count = try ExperimentWorktree.abandoned(repository).count
        if count == 0 { return [] }
        let text = count == 1 ? "1 worktree of a run was" : "\(count) worktrees of runs were"
        return [.init("runs", .warning, "\(text) left by a process that died", fix: "git mlops runs list")]
    }

    private static func largeFiles(_ repository: Repository) throws -> [DoctorFinding] {
        guard repository.workTree != nil else { return [] }
        let files = try LargeFiles(repository)
        let status = try files.status()
        var findings: [DoctorFinding] = []
        if status.unfilled.isEmpty {
            findings.append(.init("files", .ok, "every large file of the worktree is here"))
        } else {
            let count = status.unfilled.count
            let text =
                count == 1 ? "1 large file is only a pointer here" : "\(count) large files are only pointers here"
            findings.append(.init("files", .problem, text, fix: "git mlops pull"))
        }
        if let unpushed = status.unpushed, !unpushed.isEmpty {
            findings.append(.init("files", .ok, "\(unpushed.count) large files of commits that are not pushed yet"))
        }
        let contents = try files.entriesWithContent().count
        if contents > 0 {
            let text = contents == 1 ? "1 tracked file is" : "\(contents) tracked files are"
            findings.append(.init("files", .warning, "\(text) in git itself, content and all", fix: "git mlops fix"))
        }
        let strays = try files.pointersAsContent().count
        if strays > 0 {
            let text = strays == 1 ? "1 pointer is" : "\(strays) pointers are"
            findings.append(.init("files", .problem, "\(text) in git without an attribute", fix: "git mlops fix"))
        }
        return findings + (try objectRemotes(repository))
    }

    private static func objectRemotes(_ repository: Repository) throws -> [DoctorFinding] {
        let resolver = try RemoteResolver(repository)
        let config = try repository.config
        return config.subsections(of: "remote").filter { config["remote.\($0).url"] != nil }.map { remote in
            do {
                let store = try resolver.remote(for: remote)
                return .init("files", .ok, "\(remote): large files go to \(store.name)")
            } catch {
                let diagnostic = Diagnostic(describing: error)
                return .init("files", .warning, "\(remote): \(diagnostic.message)", fix: diagnostic.hints.first)
            }
        }
    }
}

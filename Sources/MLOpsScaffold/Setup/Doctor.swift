package import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// Looks at everything that git-mlops needs on this machine and in this clone. Changes nothing.
package struct Doctor: Sendable {
    let context: InvocationContext
    /// Nil outside of a repository.
    let repository: Repository?

    package init(_ context: InvocationContext, _ repository: Repository?) {
        self.context = context
        self.repository = repository
    }

    package func examine() throws -> [DoctorFinding] {
        var findings = programs()
        findings += try filters()
        guard let repository else { return findings }
        findings += try attributes(repository)
        findings += try hooks(repository)
        findings += try notes(repository)
        findings += try remotes(repository)
        return findings
    }

    private func programs() -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        let answer = (try? ChildProcess.run(["git", "version"], environment: context.environment))?.text ?? ""
        if let version = GitVersion(output: answer), version >= .oldestSupported {
            findings.append(.init("git", .ok, "git \(version)"))
        } else {
            findings.append(
                .init(
                    "git", .problem, "git \(GitVersion.oldestSupported) or later is needed, not '\(answer)'",
                    fix: "apt-get install git"))
        }
        for program in ["git-mlops", "git-mlops-filter"] {
            let found = try? ChildProcess.find(program, environment: context.environment)
            findings.append(verdict(program, found))
        }
        if context.shareDirectory == nil {
            findings.append(
                .init("git", .problem, "hooks and templates are not beside the program", fix: "./install.sh"))
        }
        return findings
    }

    private func verdict(_ program: String, _ found: String?) -> DoctorFinding {
        guard let found else {
            let folder = Paths.parent(context.executablePath)
            return .init("git", .problem, "\(program) is not on PATH", fix: "export PATH=\"\(folder):$PATH\"")
        }
        let running = Paths.join(Paths.parent(context.executablePath), program)
        if Files.resolve(found) == Files.resolve(running) { return .init("git", .ok, "\(program) is \(found)") }
        return .init("git", .warning, "\(program) on PATH is \(found), not \(running)")
    }

    private func filters() throws -> [DoctorFinding] {
        let config = try self.config()
        var findings: [DoctorFinding] = []
        for entry in FilterKeys.block(withLFS: false).entries {
            let value = config[entry.key]
            if value == entry.value {
                findings.append(.init("filters", .ok, "\(entry.key) = \(entry.value)"))
            } else {
                let now = value.map { "is '\($0)', not '\(entry.value)'" } ?? "is not set"
                findings.append(.init("filters", .problem, "\(entry.key) \(now)", fix: "git mlops install"))
            }
        }
        return findings
    }

    func config() throws -> GitConfig {
        if let repository { return try repository.config }
        let listing = try ChildProcess.run(
            ["git", "config", "--list", "-z"], workingDirectory: context.workingDirectory,
            environment: context.environment)
        return GitConfig(listing: listing.output)
    }
}

internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

extension Doctor {
    /// How many tracked files our attributes concern.
    func attributes(_ repository: Repository) throws -> [DoctorFinding] {
        guard repository.workTree != nil else { return [] }
        let files = try repository.gitChecked(["ls-files", "-z"]).output
        let answer = try repository.gitChecked(["check-attr", "-z", "--stdin", "filter", "mlops-schema"], input: files)
        var counts: [String: Int] = [:]
        let fields = answer.output.split(separator: 0, omittingEmptySubsequences: false)
        for index in stride(from: 0, to: fields.count - 2, by: 3) {
            let name = String(decoding: fields[index + 1], as: UTF8.self)
            let value = String(decoding: fields[index + 2], as: UTF8.self)
            if name == "mlops-schema", value != "unspecified", value != "unset" { counts["schema", default: 0] += 1 }
            if name == "filter" { counts[value, default: 0] += 1 }
        }
        var findings = [
            DoctorFinding("attributes", .ok, "\(Self.files(counts["mlops"])) with filter=mlops"),
            DoctorFinding("attributes", .ok, "\(Self.files(counts["mlops-notebook"])) with filter=mlops-notebook"),
            DoctorFinding("attributes", .ok, "\(Self.files(counts["schema"])) with a schema"),
        ]
        if counts["lfs"] != nil, try repository.config["filter.lfs.process"] == nil {
            findings.append(
                .init(
                    "attributes", .problem, "\(Self.files(counts["lfs"])) with filter=lfs, which git does not know",
                    fix: "git mlops install --lfs"))
        }
        return findings
    }

    private static func files(_ count: Int?) -> String {
        count == 1 ? "1 file" : "\(count ?? 0) files"
    }

    func hooks(_ repository: Repository) throws -> [DoctorFinding] {
        guard repository.workTree != nil else { return [] }
        let setup = RepositorySetup(repository)
        guard let folder = try setup.hookFolder() else { return [] }
        var findings: [DoctorFinding] = []
        if folder.isForeign {
            findings.append(
                .init("hooks", .warning, "core.hooksPath is '\(folder.path)': git looks for hooks there only"))
        }
        for (event, state) in try setup.hookStates() {
            if state.runsOurs {
                findings.append(.init("hooks", .ok, "\(event.rawValue): \(state)"))
                if case .chainedByLegacy = state, event == .postRewrite {
                    findings.append(
                        .init(
                            "hooks", .warning, "post-rewrite: pre-commit keeps the list of rewritten commits from ours")
                    )
                }
            } else {
                findings.append(
                    .init("hooks", .problem, "\(event.rawValue): \(state)", fix: try fix(event, state, folder)))
            }
        }
        return findings
    }

    private func fix(_ event: HookEvent, _ state: HookState, _ folder: HookFolder) throws -> String {
        switch state {
        case .managed(let manager) where !manager.runsLegacyHook:
            return "add to \(manager.stanza(event).file): git mlops hook \(event.rawValue)"
        case .disabled(let key): return "git config --unset \(key)"
        case .movedAside(let manager):
            return "git mlops init shows what to add to \(manager.stanza(event).file)"
        case .notExecutable: return "chmod +x '\(folder.file(event))', then git mlops init"
        case .program: return "have it run: git mlops hook \(event.rawValue) \"$@\""
        default:
            return folder.isForeign
                ? "add to '\(folder.file(event))': git mlops hook \(event.rawValue) \"$@\"" : "git mlops init"
        }
    }

    func notes(_ repository: Repository) throws -> [DoctorFinding] {
        let config = try repository.config
        var findings: [DoctorFinding] = []
        if config["mlops.setup"] != RepositoryKeys.version {
            findings.append(.init("notes", .problem, "this clone is not set up", fix: "git mlops init"))
        }
        for entry in RepositoryKeys.block(config, commonDirectory: repository.commonDirectory).entries
        where entry.section == "notes" {
            if config.all(entry.key).contains(entry.value) {
                findings.append(.init("notes", .ok, "\(entry.key) = \(entry.value)"))
            } else {
                findings.append(.init("notes", .problem, "\(entry.key) is not \(entry.value)", fix: "git mlops init"))
            }
        }
        if let mode = config["notes.rewriteMode"], mode != "cat_sort_uniq" {
            findings.append(
                .init(
                    "notes", .warning,
                    "notes.rewriteMode is your own '\(mode)'; notes of squashed commits may repeat lines"))
        }
        return findings
    }

    func remotes(_ repository: Repository) throws -> [DoctorFinding] {
        let config = try repository.config
        let wanted = RepositoryKeys.remotesToFetch(config, commonDirectory: repository.commonDirectory)
        let remotes = config.subsections(of: "remote").filter { config["remote.\($0).url"] != nil }
        if remotes.isEmpty { return [.init("remotes", .ok, "no remote")] }
        return remotes.map { remote in
            if RepositoryKeys.isFetched(remote, config) {
                return .init("remotes", .ok, "\(remote): git fetch brings runs")
            }
            if wanted.contains(remote) {
                return .init("remotes", .problem, "\(remote): git fetch does not bring runs", fix: "git mlops init")
            }
            return .init("remotes", .ok, "\(remote): git mlops fetches runs (a shallow, partial or mirror clone)")
        }
    }
}

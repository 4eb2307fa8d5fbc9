package import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog
internal import MLOpsSystem
internal import MLOpsTracking

/// The registry as annotated tags in GTO's grammar, so that a CI job can start on them: `fraud@v2.0.0` for version 2,
/// `fraud#Production#3` for the third time that some version of it went somewhere, `fraud#Production!#4` when it left.
/// They follow from the log; nothing is read from them but what was mirrored before. A tag that is there is never moved.
package struct RegistryTags {
    package struct Report: Sendable, Equatable {
        package var made: [String] = []
        package var pushed: [String] = []
        /// What could not be done, one sentence each.
        package var complaints: [String] = []
    }

    private let registry: ModelRegistry
    private var repository: Repository { registry.store.repository }

    /// Nil unless `mlops.registryTags` is on, in this clone's config or in `.mlopsconfig`.
    package init?(_ registry: ModelRegistry) throws {
        let repository = registry.store.repository
        let key = "mlops.registrytags"
        guard try repository.config.bool(key) ?? GitConfig.shared(of: repository).bool(key) ?? false else { return nil }
        self.registry = registry
    }

    /// Makes the tags that are missing for what a model is now, and sends those that `remote` lacks; nil: sends none.
    /// Who loses a race for a tag takes what the others made and tries again.
    package func mirror(_ model: ModelRecord, remote: String?) throws -> Report {
        guard Self.isArtifact(model.name) else {
            return Report(complaints: [
                "'\(DisplayText.oneLine(model.name))' cannot be the name of a GTO artifact: no tags"
            ])
        }
        var report = Report()
        for _ in 0..<3 {
            let before = try tags(of: model)
            report.complaints = []
            try make(model, before, &report)
            guard let remote else { return report }
            if try push(try tags(of: model).filter { $0.op != nil }.map(\.name), to: remote, &report) { return report }
        }
        return report
    }

    private static func isArtifact(_ name: String) -> Bool {
        let ends = [name.utf8.first, name.utf8.last]
        return ends.allSatisfy { $0.map(isWord) ?? false }
            && name.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private struct Tag {
        let name: String
        /// The op that it mirrors; nil in a tag that somebody else made.
        let op: String?
        /// Seconds since 1970.
        let time: Int64

        /// The number behind the last `#`.
        var counter: Int { name.split(separator: "#").last.flatMap { UInt32($0) }.map(Int.init) ?? 0 }
    }

    private func tags(of model: ModelRecord) throws -> [Tag] {
        let patterns = ["refs/tags/\(model.name)@*", "refs/tags/\(model.name)#*"]
        let format = "%(refname:strip=2)%00%(contents:body)%00%(taggerdate:unix)%00%01"
        let output = try repository.gitChecked(["for-each-ref", "--format=\(format)"] + patterns).output
        return output.split(separator: 1).compactMap { record in
            let fields = Array(record).asText.split(separator: "\0", omittingEmptySubsequences: false)
            guard fields.count >= 3 else { return nil }
            let op = fields[1].split(separator: "\n").first { $0.hasPrefix(Self.trailer) }
            return Tag(
                name: fields[0].trimmingPrefix { $0.isNewline }.description,
                op: op.map { String($0.dropFirst(Self.trailer.count)) }, time: Int64(fields[2]) ?? 0)
        }
    }

    private static let trailer = "mlops-op: "

    private func make(_ model: ModelRecord, _ before: [Tag], _ report: inout Report) throws {
        let names = Set(before.map(\.name))
        var mirrored = Set(before.compactMap(\.op))
        // GTO stops at two versions on one commit.
        var taken = Set(model.versions.filter { mirrored.contains($0.id) }.compactMap(\.commit))
        var crowded: [String] = []
        for version in model.versions where !version.isDeleted && !version.isDisplaced {
            let name = "\(model.name)@v\(version.number).0.0"
            if mirrored.contains(version.id) { continue }
            if let commit = version.commit, !taken.insert(commit).inserted {
                crowded.append(version.name)
                continue
            }
            if names.contains(name) {
                report.complaints.append("tag '\(name)' is somebody else's: version \(version.number) is not mirrored")
                continue
            }
            let title = "Registering artifact \(model.name) version v\(version.number).0.0"
            try make(name, version, title, op: version.id, time: version.created, &report)
            mirrored.insert(version.id)
        }
        if !crowded.isEmpty {
            report.complaints.append(
                "\(crowded.joined(separator: ", ")) of '\(model.name)': another version has the same commit, so no tags"
            )
        }
        try makeStages(model, before, mirrored, &report)
    }

    private func makeStages(
        _ model: ModelRecord, _ before: [Tag], _ known: Set<String>, _ report: inout Report
    ) throws {
        var mirrored = known
        let stages = before.filter { $0.name.hasPrefix("\(model.name)#") }
        var counter = stages.map(\.counter).max() ?? 0
        // GTO goes by the seconds of tags, not by their numbers, and clocks differ.
        var latest = stages.map(\.time).max() ?? 0
        // Names of versions that tags leave in a stage: for GTO a version stays until it is taken out itself.
        var standing: [String: [String]] = [:]
        func add(_ stage: String, _ version: ModelVersion, isHere: Bool, _ op: String, _ time: Int64) throws {
            if !mirrored.insert(op).inserted { return }
            counter += 1
            latest = max(time / 1000, latest + 1)
            let verb = isHere ? "Assigning stage \(stage) to" : "Unassigning stage \(stage) from"
            try make(
                "\(model.name)#\(stage)\(isHere ? "" : "!")#\(counter)", version,
                "\(verb) artifact \(model.name) version v\(version.number).0.0", op: op, time: latest * 1000, &report)
        }
        for change in model.history {
            guard let stage = change.stage, Self.isArtifact(stage), let version = change.version,
                let there = model.version(named: version), mirrored.contains(there.id)
            else { continue }
            let isHere = change.outcome == .current
            let hasLeft =
                change.kind == .modelUnstage && isLatest(change, of: stage, in: model)
                && before.contains { $0.name.hasPrefix("\(model.name)#\(stage)#") }
            guard mirrored.contains(change.op) || isHere || hasLeft else { continue }
            try add(stage, there, isHere: change.kind != .modelUnstage, change.op, change.time)
            guard change.kind == .modelUnstage else {
                standing[stage, default: []].append(version)
                continue
            }
            let others = Set(standing[stage] ?? []).subtracting([version])
            if !hasLeft || model.effectiveVersion(of: stage) != nil { continue }
            for other in others.sorted() {
                guard let other = model.version(named: other) else { continue }
                try add(stage, other, isHere: false, "\(change.op)/\(other.name)", change.time)
            }
            standing[stage] = []
        }
    }

    private func isLatest(_ change: ModelChange, of stage: String, in model: ModelRecord) -> Bool {
        model.history.last { $0.stage == stage && ($0.kind == .modelUnstage || $0.outcome != nil) }?.op == change.op
    }

    /// At the commit of the version: GTO tells from it which version is in a stage.
    private func make(
        _ name: String, _ version: ModelVersion, _ title: String, op: String, time: Int64, _ report: inout Report
    ) throws {
        guard let commit = version.commit, let id = ObjectID(hex: commit), repository.hasObject(id) else {
            report.complaints.append("the commit of \(version.name) is not in this clone: no tag '\(name)'")
            return
        }
        let identity = try repository.signature()
        let environment = [
            "GIT_COMMITTER_NAME": identity.name, "GIT_COMMITTER_EMAIL": identity.email,
            "GIT_COMMITTER_DATE": "\(time / 1000) +0000",
        ]
        let message = "\(title)\n\n\(Self.trailer)\(op)\n"
        let result = try repository.git(
            ["tag", "-a", "-F", "-", "--", name, commit], input: Array(message.utf8), environment: environment)
        if result.status.isSuccess {
            report.made.append(name)
        } else {
            report.complaints.append(
                "cannot make tag '\(name)': \(result.errors.asText.split(separator: "\n").first ?? "")")
        }
    }

    /// False: somebody else was faster with one of the names, whose tag is here now in place of ours.
    private func push(_ names: [String], to remote: String, _ report: inout Report) throws -> Bool {
        let listed = try repository.git(["ls-remote", "--tags", "--refs", "--", remote])
        guard listed.status.isSuccess else {
            report.complaints.append("cannot reach '\(remote)': tags were not sent")
            return true
        }
        var there: [String: String] = [:]
        for line in listed.output.asText.split(separator: "\n") {
            let fields = line.split(separator: "\t")
            if fields.count == 2 { there[String(fields[1].dropFirst("refs/tags/".count))] = String(fields[0]) }
        }
        let differing = names.filter { name in
            there[name].map { repository.reference("refs/tags/\(name)")?.hex != $0 } ?? false
        }
        let ours = Set(report.made)
        for name in differing {
            guard ours.contains(name) else {
                report.complaints.append("tag '\(name)' is another one on '\(remote)'")
                continue
            }
            // Nobody has seen ours.
            try repository.gitChecked(["tag", "-d", "--", name])
            try repository.gitChecked([
                "fetch", "--quiet", "--no-tags", "--", remote, "refs/tags/\(name):refs/tags/\(name)",
            ])
            report.made.removeAll { $0 == name }
        }
        if !ours.isDisjoint(with: differing) { return false }
        let missing = names.filter { there[$0] == nil }
        if missing.isEmpty { return true }
        let result = try repository.git(
            ["push", "--quiet", "--no-verify", "--no-follow-tags", "--", remote] + missing.map { "refs/tags/\($0)" },
            environment: [LogSync.guardVariable: "1", "GIT_TERMINAL_PROMPT": "0"])
        if result.status.isSuccess {
            report.pushed += missing
            return true
        }
        let reason = result.errors.asText.split(separator: "\n").first {
            $0.contains("rejected") || $0.contains("error")
        }
        report.complaints.append("'\(remote)' did not take the tags: \(reason ?? "git push failed")")
        return reason?.contains("already exists") != true && reason?.contains("[rejected]") != true
    }
}

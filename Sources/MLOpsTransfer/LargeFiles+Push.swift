package import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// A line that git writes to the pre-push hook.
package struct PushedReference: Sendable, Equatable {
    package let localName: String
    package let local: ObjectID
    package let remoteName: String
    package let remote: ObjectID

    /// Whether the push deletes the remote ref: the local id is all zeros.
    package var deletes: Bool { local.hex.utf8.allSatisfy { $0 == UInt8(ascii: "0") } }

    /// Reads `<local ref> <local id> <remote ref> <remote id>`; nil for anything else.
    /// `resolve` finds the id of anything else that names a commit, as scripts that call the hook themselves write one.
    package init?(line: some StringProtocol, resolve: (String) -> ObjectID? = { _ in nil }) {
        let words: [String] = line.split(separator: " ").map { String($0) }
        guard words.count == 4, let local = ObjectID(hex: words[1]) ?? resolve(words[1]),
            let remote = ObjectID(hex: words[3]) ?? resolve(words[3])
        else { return nil }
        (localName, self.local, remoteName, self.remote) = (words[0], local, words[2], remote)
    }
}

/// What a push of large files will send.
package struct PushPlan: Sendable {
    package let remote: any ObjectRemote
    /// Objects that the remote does not have and this clone has.
    package let uploads: [LargeFile]
    /// Objects that neither has.
    package let lost: [LargeFile]
}

extension LargeFiles {
    /// The large files that a push of these refs brings to the git remote, a name or a URL: what their commits name and
    /// nothing that is known to be there does. With `asksRemote` tracking refs of branches that the remote has deleted
    /// do not count, since it may have cleared away what they had.
    package func pushedFiles(
        to remoteName: String, _ references: [PushedReference], asksRemote: Bool = false
    ) throws -> [LargeFile] {
        let pushed = references.filter { !$0.deletes }.map(\.local.hex)
        if pushed.isEmpty { return [] }
        var exclude = try present(references.map(\.remote))
        if try repository.config.subsections(of: "remote").contains(remoteName) {
            let tracked = ["--not", "--remotes=\(remoteName)"]
            let isAsked = try asksRemote && count(pushed, notFrom: exclude) != count(pushed, notFrom: exclude + tracked)
            exclude += try isAsked ? liveTrackingRefs(of: remoteName) ?? tracked : tracked
        }
        return try contents(reachableFrom: pushed, notFrom: exclude)
    }

    /// How many commits there are.
    private func count(_ include: [String], notFrom exclude: [String]) throws -> String {
        let revisions = include + exclude.map { $0.hasPrefix("--") ? $0 : "^" + $0 }
        return try repository.gitChecked(["rev-list", "--count"] + revisions).text
    }

    /// What the tracking refs point to whose branches the remote still has; nil when all are such, or it does not say.
    private func liveTrackingRefs(of remoteName: String) throws -> [String]? {
        let answer = try repository.git(["ls-remote", "--heads", remoteName])
        guard answer.status.isSuccess else { return nil }
        let heads = Set(answer.text.split(separator: "\n").compactMap { $0.split(separator: "\t").last })
        // HEAD is one of the others again.
        let tracking = try repository.gitChecked(
            ["for-each-ref", "--format=%(objectname) refs/heads/%(refname:lstrip=3)", "refs/remotes/\(remoteName)"]
        ).text.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1) }
            .filter { $0.count == 2 && $0[1] != "refs/heads/HEAD" }
        let live = tracking.filter { heads.contains($0[1]) }
        return live.count == tracking.count ? nil : live.map { String($0[0]) }
    }

    /// Called by the pre-push hook with ``pushedFiles(to:_:)``: sends the large files of what is about to be pushed,
    /// before git does. No pointers, no work. Throws when an object can be found nowhere, and git then pushes nothing:
    /// others would get commits that they cannot check out. `reference`: the ref on the remote that is pushed.
    package func prePush(
        _ files: consuming [LargeFile], to remoteName: String, reference: String? = nil
    ) throws -> TransferReport {
        try carryOut(plan(files, to: remoteName, reference: reference))
    }

    /// Sends the large files that commits of `revisions` name and that commits known to be on the git remote do not.
    /// All of history when `everything`.
    package func push(revisions: [String], to gitRemote: String?, everything: Bool = false) throws -> TransferReport {
        let name = try gitRemote ?? RemoteResolver(repository).defaultGitRemote()
        let exclude = everything ? [] : name.map { ["--not", "--remotes=\($0)"] } ?? []
        return try push(revisions: revisions, notFrom: exclude, to: name)
    }

    /// What ``push(revisions:to:everything:)`` would send; nil when the commits name no large files.
    package func planPush(revisions: [String], to gitRemote: String?, everything: Bool = false) throws -> PushPlan? {
        let name = try gitRemote ?? RemoteResolver(repository).defaultGitRemote()
        let exclude = everything ? [] : name.map { ["--not", "--remotes=\($0)"] } ?? []
        return try plan(revisions: revisions, notFrom: exclude, to: name)
    }

    private func push(revisions: [String], notFrom exclude: [String], to gitRemote: String?) throws -> TransferReport {
        try carryOut(plan(revisions: revisions, notFrom: exclude, to: gitRemote))
    }

    private func carryOut(_ plan: consuming PushPlan?) throws -> TransferReport {
        guard let (objects, remote) = try uploads(of: consume plan) else { return TransferReport() }
        let report = try send(objects, to: remote)
        if let failure = report.failures.first {
            throw Diagnostic.fatal("cannot push object \(failure.object.id.hex): \(failure.reason)")
        }
        return report
    }

    /// What is kept of a plan while it is carried out: it may name a hundred thousand files.
    private func uploads(of plan: consuming PushPlan?) throws -> ([LargeObject], any ObjectRemote)? {
        guard let plan else { return nil }
        if let lost = plan.lost.first { try refuse(lost, count: plan.lost.count, remote: plan.remote) }
        return (ObjectSet(plan.uploads.lazy.map(\.object)).objects, plan.remote)
    }

    private func plan(revisions: [String], notFrom exclude: [String], to gitRemote: String?) throws -> PushPlan? {
        if revisions.isEmpty { return nil }
        return try plan(contents(reachableFrom: revisions, notFrom: exclude), to: gitRemote)
    }

    /// Those that are not empty.
    private func contents(reachableFrom include: [String], notFrom exclude: [String]) throws -> [LargeFile] {
        var files: [LargeFile] = []
        try forEachFile(reachableFrom: include, notFrom: exclude) { if $0.pointer.size > 0 { files.append($0) } }
        return files
    }

    private func plan(_ files: [LargeFile], to gitRemote: String?, reference: String? = nil) throws -> PushPlan? {
        if files.isEmpty { return nil }
        let remote: any ObjectRemote
        do {
            remote = try RemoteResolver(repository).remote(for: gitRemote, reference: reference)
        } catch let error as NoRemote {
            // Pointers that another tool keeps are that tool's to push.
            if try !hasOwnFiles(files) { return nil }
            throw error
        }
        let objects = ObjectSet(files.lazy.map(\.object)).objects
        let missing = try remote.missing(among: objects)
        // Mostly all are: no second set, then.
        let needed = missing.count == objects.count ? files : Self.files(files, of: ObjectSet(missing))
        let uploads = needed.keeping { store.contains($0.object) }
        let lost = uploads.count == needed.count ? [] : needed.filter { !store.contains($0.object) }
        return PushPlan(remote: remote, uploads: uploads, lost: lost)
    }

    private static func files(_ files: [LargeFile], of objects: ObjectSet) -> [LargeFile] {
        files.filter { objects.contains($0.object) }
    }

    private func refuse(_ file: LargeFile, count: Int, remote: any ObjectRemote) throws {
        let more = count > 1 ? " and \(count - 1) more" : ""
        let message =
            "cannot push \(file.path.shown)\(more): object \(file.pointer.id.hex) "
            + "is neither in this clone nor on remote '\(remote.name)'"
        if try repository.config.bool("lfs.allowincompletepush") == true { return reporter.warning(message) }
        throw Diagnostic.fatal(
            message, hint: "'git mlops fetch --all' in a clone that has it, and 'git mlops push --all' there",
            "'git config lfs.allowIncompletePush true' pushes the commits without it")
    }

    /// Those commits that this clone has: it may never have fetched what the remote ref points to.
    private func present(_ ids: [ObjectID]) throws -> [String] {
        if ids.isEmpty { return [] }
        let input = ids.map { $0.hex + "\n" }.joined()
        let lines = try repository.gitChecked(["cat-file", "--batch-check"], input: Array(input.utf8)).text
            .split(separator: "\n")
        return zip(ids, lines).filter { $1.contains(" commit ") || $1.contains(" tag ") }.map(\.0.hex)
    }

    /// Whether our filter is what keeps at least one of `files`.
    private func hasOwnFiles(_ files: [LargeFile]) throws -> Bool {
        let names = try filterNames()
        return try filters(of: files.map(\.path)).values.contains { names.contains($0) }
    }
}

extension RepoPath {
    /// The path as messages show it: quoted once.
    package var shown: String {
        let text = quoted()
        return text.hasPrefix("\"") ? text : "'\(text)'"
    }
}

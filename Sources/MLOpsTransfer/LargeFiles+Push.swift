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

/// The large files that a push brings: no more than their objects is kept of many.
package struct PushedObjects: Sendable {
    /// Each once, in the order of history; none of an empty file.
    package let objects: [LargeObject]
    fileprivate let include: [String]
    fileprivate let exclude: [String]
}

/// What a push of large files will send.
private struct PushPlan {
    let remote: any ObjectRemote
    /// Objects that the remote does not have and this clone has.
    let uploads: [LargeObject]
    /// Objects that neither has.
    let lost: [LargeObject]
}

extension LargeFiles {
    /// The large files that a push of these refs brings to the git remote, a name or a URL: what their commits name and
    /// nothing that is known to be there does. With `asksRemote` tracking refs of branches that the remote has deleted
    /// do not count, since it may have cleared away what they had.
    package func pushedFiles(
        to remoteName: String, _ references: [PushedReference], asksRemote: Bool = false
    ) throws -> [LargeFile] {
        let (pushed, exclude) = try history(of: references, notOn: remoteName, asksRemote: asksRemote)
        if pushed.isEmpty { return [] }
        var files: [LargeFile] = []
        try forEachFile(reachableFrom: pushed, notFrom: exclude) { if $0.pointer.size > 0 { files.append($0) } }
        return files
    }

    /// As ``pushedFiles(to:_:asksRemote:)``, without their paths.
    package func pushedObjects(to remoteName: String, _ references: [PushedReference]) throws -> PushedObjects {
        let (pushed, exclude) = try history(of: references, notOn: remoteName)
        return try objects(reachableFrom: pushed, notFrom: exclude)
    }

    /// The commits that are pushed, and those that are known to be there.
    private func history(
        of references: [PushedReference], notOn remoteName: String, asksRemote: Bool = false
    ) throws -> (include: [String], exclude: [String]) {
        let pushed = references.filter { !$0.deletes }.map(\.local.hex)
        if pushed.isEmpty { return ([], []) }
        var exclude = try present(references.map(\.remote))
        if try repository.config.subsections(of: "remote").contains(remoteName) {
            let tracked = ["--not", "--remotes=\(remoteName)"]
            let isAsked = try asksRemote && count(pushed, notFrom: exclude) != count(pushed, notFrom: exclude + tracked)
            exclude += try isAsked ? liveTrackingRefs(of: remoteName) ?? tracked : tracked
        }
        return (pushed, exclude)
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

    /// Called by the pre-push hook with ``pushedObjects(to:_:)``: sends the large files of what is about to be pushed,
    /// before git does. No pointers, no work. Throws when an object can be found nowhere, and git then pushes nothing:
    /// others would get commits that they cannot check out. `reference`: the ref on the remote that is pushed.
    package func prePush(
        _ pushed: consuming PushedObjects, to remoteName: String, reference: String? = nil
    ) throws -> TransferReport {
        try carryOut(pushed, to: remoteName, reference: reference)
    }

    /// Sends the large files that commits of `revisions` name and that commits known to be on the git remote do not.
    /// All of history when `everything`.
    package func push(revisions: [String], to gitRemote: String?, everything: Bool = false) throws -> TransferReport {
        let (name, exclude) = try target(gitRemote, everything: everything)
        return try carryOut(objects(reachableFrom: revisions, notFrom: exclude), to: name, reference: nil)
    }

    /// The files that ``push(revisions:to:everything:)`` would send, one after the other.
    package func forEachUpload(
        revisions: [String], to gitRemote: String?, everything: Bool = false,
        _ body: @escaping (LargeFile) throws -> Void
    ) throws {
        let (name, exclude) = try target(gitRemote, everything: everything)
        let pushed = try objects(reachableFrom: revisions, notFrom: exclude)
        guard let uploads = try plan(pushed, to: name).map({ ObjectSet($0.uploads) }) else { return }
        try forEachFile(reachableFrom: revisions, notFrom: exclude) { if uploads.contains($0.object) { try body($0) } }
    }

    /// The git remote, and commits that it is known to have.
    private func target(_ gitRemote: String?, everything: Bool) throws -> (name: String?, exclude: [String]) {
        let name = try gitRemote ?? RemoteResolver(repository).defaultGitRemote()
        return (name, everything ? [] : name.map { ["--not", "--remotes=\($0)"] } ?? [])
    }

    private func carryOut(
        _ pushed: consuming PushedObjects, to gitRemote: String?, reference: String?
    ) throws -> TransferReport {
        guard let plan = try plan(pushed, to: gitRemote, reference: reference) else { return TransferReport() }
        if let lost = plan.lost.first { try refuse(lost, count: plan.lost.count, of: pushed, remote: plan.remote) }
        let report = try send(plan.uploads, to: plan.remote)
        if let failure = report.failures.first {
            throw Diagnostic.fatal("cannot push object \(failure.object.id.hex): \(failure.reason)")
        }
        return report
    }

    private func objects(reachableFrom include: [String], notFrom exclude: [String]) throws -> PushedObjects {
        var objects = ObjectSet()
        if !include.isEmpty {
            try forEachFile(reachableFrom: include, notFrom: exclude) {
                if $0.pointer.size > 0 { objects.insert($0.object) }
            }
        }
        return PushedObjects(objects: objects.objects, include: include, exclude: exclude)
    }

    private func plan(_ pushed: PushedObjects, to gitRemote: String?, reference: String? = nil) throws -> PushPlan? {
        if pushed.objects.isEmpty { return nil }
        let remote: any ObjectRemote
        do {
            remote = try RemoteResolver(repository).remote(for: gitRemote, reference: reference)
        } catch let error as NoRemote {
            // Pointers that another tool keeps are that tool's to push.
            if try !hasOwnFiles(pushed) { return nil }
            throw error
        }
        let needed = try remote.missing(among: pushed.objects)
        let uploads = needed.keeping { store.contains($0) }
        let lost = uploads.count == needed.count ? [] : needed.filter { !store.contains($0) }
        return PushPlan(remote: remote, uploads: uploads, lost: lost)
    }

    private func refuse(
        _ object: LargeObject, count: Int, of pushed: PushedObjects, remote: any ObjectRemote
    ) throws {
        var path: RepoPath?
        try forEachFile(reachableFrom: pushed.include, notFrom: pushed.exclude) {
            if path == nil, $0.object == object { path = $0.path }
        }
        let more = count > 1 ? " and \(count - 1) more" : ""
        let message =
            "cannot push \(path?.shown ?? "a file")\(more): object \(object.id.hex) "
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

    /// Whether our filter is what keeps at least one of the files.
    private func hasOwnFiles(_ pushed: PushedObjects) throws -> Bool {
        let names = try filterNames()
        var paths: [RepoPath] = []
        try forEachFile(reachableFrom: pushed.include, notFrom: pushed.exclude) {
            if $0.pointer.size > 0 { paths.append($0.path) }
        }
        return try filters(of: paths).values.contains { names.contains($0) }
    }
}

extension RepoPath {
    /// The path as messages show it: quoted once.
    package var shown: String {
        let text = quoted()
        return text.hasPrefix("\"") ? text : "'\(text)'"
    }
}

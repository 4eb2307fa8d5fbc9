internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsSystem

/// Clones that do not have all objects: docs/formats/log.md, "Clones".
extension OpLog {
    /// Looks whether history is cut off within the log. Where the commits behind the cut are here (`git fetch --depth 1`
    /// in a full clone hides them, and the next garbage collection would take them), the cut goes.
    package func lookForHoles() throws {
        holes.boundary = []
        guard repository.isShallow else { return }
        let cut = try repository.shallowBoundary().filter(isLogCommit)
        if cut.isEmpty { return }
        guard try isWhole(behind: cut), try repository.removeFromShallowBoundary(Set(cut)) else {
            holes.boundary = cut
            return
        }
        // What was indexed while history was cut off says that all is here.
        if try !cut.allSatisfy(isIndexed(behind:)) { try index.clear() }
    }

    /// Whether the index has what is behind a commit, going by the nearest op there.
    private func isIndexed(behind commit: ObjectID) throws -> Bool {
        var queue = try repository.commit(commit).parents
        while let id = queue.popLast() {
            if let op = try LogCommit.read(id, in: repository).ops.first {
                if try index.commit(holding: op.id) == nil { return false }
            } else {
                queue += try repository.commit(id).parents
            }
        }
        return true
    }

    /// Whether everything behind `commits` is here. They stand at the boundary, so git is asked with another one.
    private func isWhole(behind commits: [ObjectID]) throws -> Bool {
        let file = Paths.join(layout.directory, "shallow-\(repository.context.randomBits())")
        defer { try? Files.remove(file) }
        try repository.writeShallowBoundary(without: Set(commits), to: file)
        let listing = try repository.git(
            ["rev-list", "--objects", "--quiet", "--stdin"], input: Array(commits.map { $0.hex + "\n" }.joined().utf8),
            environment: ["GIT_SHALLOW_FILE": file, "GIT_NO_LAZY_FETCH": "1"])
        return listing.status.isSuccess
    }

    private func isLogCommit(_ id: ObjectID) -> Bool {
        guard repository.hasObject(id), let commit = try? repository.commit(id),
            commit.message.hasPrefix("chore(mlops): ")
        else { return false }
        if commit.tree == Self.emptyTree { return true }
        let names = ((try? repository.tree(commit.tree)) ?? []).map(\.name.asText)
        return names.contains("ops") || names.contains("seg")
    }

    static let emptyTree = ObjectID(hex: "4b825dc642cb6eb9a060e54bf8d69288fbee4904")!

    /// The commits among `commits` whose ops are not here. In a partial clone one fetch tries to bring them all, instead
    /// of one for each.
    func absent(among commits: [ObjectID]) throws -> Set<ObjectID> {
        guard !commits.isEmpty, try repository.isPartialClone else { return [] }
        if !commits.contains(where: lacksOps) { return [] }
        try refetch()
        return Set(commits.filter(lacksOps))
    }

    private func lacksOps(_ id: ObjectID) -> Bool {
        guard repository.hasObject(id), let tree = try? repository.commit(id).tree, repository.hasObject(tree),
            let entries = try? repository.tree(tree)
        else { return true }
        for entry in entries where entry.name.asText == "ops" || entry.name.asText == "seg" {
            if !repository.hasObject(entry.id) { return true }
            guard entry.isTree else { continue }
            let segments = (try? repository.tree(entry.id)) ?? []
            if segments.contains(where: { !repository.hasObject($0.id) }) { return true }
        }
        return false
    }

    /// Milliseconds that a command waits for what is absent; `git mlops sync` takes as long as it takes.
    private static let refetchLimit: Int64 = 30_000

    /// Gets the whole log again from the remotes that promised to keep what this clone left out. A plain fetch would not:
    /// git takes what it knows the names of for here.
    private func refetch() throws {
        let config = try repository.config
        for remote in config.subsections(of: "remote") where config.bool("remote.\(remote).promisor") == true {
            _ = try repository.git(
                [
                    "fetch", "--quiet", "--refetch", "--no-filter", "--no-tags", "--no-write-fetch-head",
                    "--no-recurse-submodules", "--no-auto-maintenance", "--refmap=", remote,
                ] + layout.references.fetchRefspecs(remote),
                environment: ["GIT_TERMINAL_PROMPT": "0"], timeLimit: Self.refetchLimit)
        }
    }
}

package import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsSystem

/// What becomes of the refs of an earlier generation in this clone.
extension OpLog {
    static let backupRoot = "refs/mlops-backup/"

    /// Takes away our own refs of earlier generations whose ops are all in the present one; the names of the backups. A
    /// head that holds something purged gets none, and its objects are noted for ``scrub()``.
    @discardableResult
    func retire(_ store: LogStore) throws -> [String] {
        guard layout.references.generations[store] ?? 0 > 0 else { return [] }
        let present = try presentHeads(of: store)
        var backups: [String] = []
        for head in try namedHeads(of: store) where !present.contains(head.id) && isFolded(head.id, store) {
            let isPurged = try reachesPurged(head.id)
            if isPurged { try ScrubList.add([head.id], layout) }
            guard head.name.hasPrefix(layout.references.root) else { continue }
            if isPurged {
                try dropBackups()
            } else {
                backups.append(try backUp(head))
            }
            // With its value, so that an op that was written meanwhile is not dropped.
            _ = try repository.git(["update-ref", "-d", head.name, head.id.hex])
        }
        return backups
    }

    private func backUp(_ head: NamedHead) throws -> String {
        let rest = head.name.dropFirst(LogReferences.standardPrefix.utf8.count)
        let name = "\(Self.backupRoot)\(repository.context.now())\(rest)"
        _ = try repository.updateReference(name, to: head.id, expecting: nil, message: "mlops: compact")
        return name
    }

    /// Whether something purged is in the history of `head`. The answer is remembered in `mlops/unpurged` while nothing
    /// else is purged.
    private func reachesPurged(_ head: ObjectID) throws -> Bool {
        let purges = try index.purges()
        if purges.isEmpty { return false }
        let path = Paths.join(layout.directory, "unpurged")
        let line = "\(head.hex) \(purges.subjects.count)\n"
        let clean = (try Files.readIfPresent(path))?.asText ?? ""
        if clean.contains(line) { return false }
        for commit in try repository.walk(from: [head]) {
            if try LogCommit.read(commit, in: repository).ops.contains(where: purges.hides) { return true }
        }
        try Files.write(Array((clean + line).utf8), to: path)
        return false
    }

    /// Whether the present generation of `store` holds something purged: a clone that was away may have written it, or
    /// compacted at the same time. Remembers how far it looked.
    package func needsPurge(_ store: LogStore) throws -> Bool {
        let purges = try index.purges()
        guard !purges.isEmpty, let trunk = repository.reference(layout.references.trunk(store)) else { return false }
        let path = Paths.join(layout.directory, "purge-checked-\(store.rawValue)")
        let words = ((try Files.readIfPresent(path))?.asText ?? "").split(separator: " ").map(String.init)
        let isCurrent = words.count == 2 && words[1] == "\(purges.subjects.count)"
        let checked = isCurrent ? ObjectID(hex: words[0]).map { [$0] } ?? [] : []
        for commit in try repository.walk(from: [trunk], hiding: checked.filter(repository.hasObject)) {
            if try LogCommit.read(commit, in: repository).ops.contains(where: purges.hides) { return true }
        }
        try Files.write(Array("\(trunk.hex) \(purges.subjects.count)".utf8), to: path)
        return false
    }

    /// Notes the objects that `head` leads to for ``scrub()``.
    package func scrubLater(_ head: ObjectID) throws {
        try ScrubList.add([head], layout)
    }

    /// Backups of the log keep what they were made of; after a purge they go, and are noted for ``scrub()``.
    func dropBackups() throws {
        for (name, id) in try repository.references(Self.backupRoot) {
            try ScrubList.add([id], layout)
            try repository.deleteReference(name)
        }
    }

    /// Deletes backups that were made more than the grace period ago, or all; how many.
    package func pruneBackups(all: Bool) throws -> Int {
        var count = 0
        for (name, _) in try repository.references(Self.backupRoot) {
            let time = name.dropFirst(Self.backupRoot.utf8.count).split(separator: "/").first.flatMap { Int64($0) }
            guard all || (time.map { $0 < repository.context.now() - Self.graceMilliseconds } ?? false) else {
                continue
            }
            if try repository.deleteReference(name) { count += 1 }
        }
        return count
    }
}

/// A trunk of an earlier generation on a remote whose ops all are in the remote's present one.
package struct EarlierHead {
    /// Its name on the remote.
    package let reference: String
    /// Our tracking ref of it.
    package let tracking: String
    package let id: ObjectID
    /// Whether it is to go without being asked for.
    package let isDue: () throws -> Bool
}

extension OpLog {
    /// Earlier generations of `store` on `remote` that may go as far as this clone knows.
    package func earlierHeads(of store: LogStore, on remote: String) throws -> [EarlierHead] {
        let number = layout.references.generations[store] ?? 0
        let prefix = LogReferences.tracking(remote)
        guard number > 0, let trunk = repository.reference(layout.references.trunk(store)),
            let published = repository.reference(layout.references.trackingTrunk(remote, store)),
            repository.isAncestor(trunk, of: published)
        else { return [] }
        return try namedHeads(of: store).filter { head in
            head.name.hasPrefix(prefix) && !head.head.isInbox && head.head.generation < number
                && isFolded(head.id, store)
        }.map { head in
            EarlierHead(
                reference: layout.references.root + head.name.dropFirst(prefix.utf8.count), tracking: head.name,
                id: head.id
            ) { [self] in
                if try reachesPurged(head.id) { return true }
                return try began(trunk) < repository.context.now() - Self.graceMilliseconds
            }
        }
    }

    /// When the generation of `trunk` began, in milliseconds since 1970 UTC.
    private func began(_ trunk: ObjectID) throws -> Int64 {
        var latest: Int64 = 0
        for id in try repository.walk(from: [trunk]) {
            let commit = try repository.commit(id)
            if commit.parents.isEmpty { latest = max(latest, commit.committedSeconds * 1000) }
        }
        return latest
    }
}

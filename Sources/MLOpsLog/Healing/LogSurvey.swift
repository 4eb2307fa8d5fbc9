internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// Finds out which commits are whole: they, all that they hold and all that they come from can be read. What stayed at
/// the remote of a partial clone, and what lies before the boundary of a shallow one, counts as there.
final class LogSurvey {
    let probe: ObjectProbe
    private let boundary: Set<ObjectID>
    private let isPartial: Bool
    private var commits: [ObjectID: (tree: ObjectID, parents: [ObjectID])] = [:]
    private var whole: [ObjectID: Bool] = [:]
    private var closed: [ObjectID: Bool] = [:]
    /// git reads no deeper trees either.
    private static let maximalDepth = 1024

    init(_ repository: Repository) throws {
        probe = try ObjectProbe(repository)
        isPartial = try repository.isPartialClone
        let names = try Files.readIfPresent(Paths.join(repository.commonDirectory, "shallow"))?.asText ?? ""
        boundary = Set(names.split(separator: "\n").compactMap { ObjectID(hex: $0) })
    }

    /// Whether `commits`, their trees and their ops are there: a few reads for each, from a fresh handle.
    static func isPresent(_ commits: [ObjectID], in repository: Repository) -> Bool {
        guard let probe = try? ObjectProbe(repository) else { return true }
        return commits.allSatisfy { id in
            guard let commit = probe.commit(id), let tree = probe.tree(commit.tree) else { return false }
            let contents = tree.filter { !$0.isTree && $0.mode != 0o160000 }
            return contents.allSatisfy { probe.has($0.id) } || (try? repository.isPartialClone) == true
        }
    }

    func commit(_ id: ObjectID) -> (tree: ObjectID, parents: [ObjectID])? {
        if let known = commits[id] { return known }
        guard let commit = probe.commit(id) else { return nil }
        let seen = (commit.tree, boundary.contains(id) ? [] : commit.parents)
        commits[id] = seen
        return seen
    }

    func isWhole(_ head: ObjectID) -> Bool {
        var stack = [head]
        while let id = stack.last {
            if whole[id] != nil {
                stack.removeLast()
            } else if let commit = commit(id) {
                let open = commit.parents.filter { whole[$0] == nil }
                if open.isEmpty {
                    whole[id] = commit.parents.allSatisfy { whole[$0] == true } && isClosed(commit.tree)
                }
                stack += open
            } else {
                whole[id] = false
            }
        }
        return whole[head] == true
    }

    /// Whether the tree and everything in it is there; submodules are elsewhere by their nature.
    func isClosed(_ tree: ObjectID, depth: Int = 0) -> Bool {
        if let known = closed[tree] { return known }
        guard depth < Self.maximalDepth else { return true }
        let entries = probe.tree(tree)
        let result =
            entries?.allSatisfy { entry in
                if entry.isTree { return isClosed(entry.id, depth: depth + 1) }
                return entry.mode == 0o160000 || has(entry.id)
            } ?? isPartial
        closed[tree] = result
        return result
    }

    /// How many of `commits` are there with all that they hold, whatever became of their ancestors.
    func count(_ commits: [ObjectID]) -> Int {
        commits.count { id in commit(id).map { isClosed($0.tree) } ?? false }
    }

    func has(_ id: ObjectID) -> Bool {
        isPartial || probe.has(id)
    }

    /// Whether the object is in this repository, in a partial clone, too.
    func isStored(_ id: ObjectID) -> Bool {
        probe.has(id)
    }

    /// All commits that `heads` come from, themselves among them.
    func ancestors(of heads: some Sequence<ObjectID>) -> Set<ObjectID> {
        var found = Set(heads)
        var queue = Array(found)
        while let id = queue.popLast() {
            for parent in commit(id)?.parents ?? [] where found.insert(parent).inserted { queue.append(parent) }
        }
        return found
    }

    /// Those of `commits` that no other of them comes from.
    func tips(of commits: Set<ObjectID>) -> Set<ObjectID> {
        commits.subtracting(ancestors(of: commits.flatMap { commit($0)?.parents ?? [] }))
    }
}

/// The promotions of one model. Each names the promotions that it saw (`prev`): what nobody replaced stands, and two that
/// stand without one having seen the other are concurrent. Fed in the order of the fold.
struct StageGraph {
    struct Node {
        let op: Op
        let stage: String
        /// Op id of the version; nil: a withdrawal.
        let version: String?
        /// Every promotion that its author saw.
        let prev: [String]
        /// Those of ``prev`` that stay in the stage beside it.
        let kept: Set<String>
    }

    private(set) var nodes: [Node] = []
    private var byOp: [String: Int] = [:]
    private var replaced: [String: Bool] = [:]
    private var yields: [String: [String]] = [:]

    func node(_ op: String) -> Node? { byOp[op].map { nodes[$0] } }

    mutating func add(_ node: Node) {
        byOp[node.op.id] = nodes.count
        nodes.append(node)
        for op in node.prev where !node.kept.contains(op) {
            // Withdrawn only if nothing but withdrawals took its place.
            replaced[op] = (replaced[op] ?? true) && node.version == nil
        }
    }

    /// `loser` gives way to `winner`, another promotion or a withdrawal. It counts only within one stage.
    mutating func yield(_ loser: String, to winner: String) {
        guard loser != winner, let left = node(loser), let right = node(winner), left.version != nil,
            left.stage.utf8.elementsEqual(right.stage.utf8)
        else { return }
        yields[loser, default: []].append(winner)
    }

    /// Whether a promotion gave way. Promotions that yielded to each other, on two remotes, did not: they stay contested.
    func hasYielded(_ op: String) -> Bool {
        (yields[op] ?? []).contains { !yieldReaches(from: $0, op) }
    }

    private func yieldReaches(from start: String, _ target: String) -> Bool {
        reaches(from: start, target) { yields[$0] ?? [] }
    }

    /// Whether the author of `op` knew `earlier`, at first hand or through others.
    private func saw(_ op: String, _ earlier: String) -> Bool {
        reaches(from: op, earlier) { node($0)?.prev ?? [] }
    }

    private func reaches(from start: String, _ target: String, _ next: (String) -> [String]) -> Bool {
        var seen: Set<String> = [start]
        var queue = [start]
        while let op = queue.popLast() {
            for other in next(op) {
                if other == target { return true }
                if seen.insert(other).inserted { queue.append(other) }
            }
        }
        return false
    }

    /// The stages as they stand. `isLive` tells whether a version is not deleted.
    func stages(isLive: (String) -> Bool) -> ByteMap<ModelStage> {
        var open: ByteMap<[Node]> = [:]
        for node in nodes {
            if open[node.stage] == nil { open[node.stage] = [] }
            if node.version != nil, replaced[node.op.id] == nil { open[node.stage]!.append(node) }
        }
        var stages: ByteMap<ModelStage> = [:]
        for (name, nodes) in open { stages[name] = stage(name, nodes, isLive) }
        return stages
    }

    private func stage(_ name: String, _ open: [Node], _ isLive: (String) -> Bool) -> ModelStage {
        let standing = open.filter { isLive($0.version!) && !hasYielded($0.op.id) }
        let rivals = isShared(name) || !differ(standing) ? standing : undominated(standing)
        let isContested = !isShared(name) && differ(rivals)
        let shown = isContested ? rivals : standing
        return ModelStage(
            name: name, claims: shown.map(Self.claim), isContested: isContested,
            effective: (isContested ? rivals.first : rivals.last)?.version, seen: open.map(\.op.id))
    }

    private func isShared(_ name: String) -> Bool { ModelStage.shared.contains(name) }

    private func differ(_ nodes: [Node]) -> Bool {
        nodes.contains { $0.version != nodes[0].version }
    }

    /// Those that none of the others knew of: one kept beside a later one does not contend with it.
    private func undominated(_ nodes: [Node]) -> [Node] {
        nodes.filter { node in !nodes.contains { $0.op.id != node.op.id && saw($0.op.id, node.op.id) } }
    }

    private static func claim(_ node: Node) -> ModelStage.Claim {
        ModelStage.Claim(
            op: node.op.id, version: node.version!, author: node.op.author, time: node.op.time,
            why: node.op.text("why") ?? "")
    }

    /// What became of the promotion `node` in its stage.
    func outcome(of node: Node, in stage: ModelStage, isLive: (String) -> Bool) -> ModelChange.Outcome {
        if let isWithdrawn = replaced[node.op.id] { return isWithdrawn ? .withdrawn : .superseded }
        if hasYielded(node.op.id) { return .yielded }
        guard let version = node.version, isLive(version) else { return .deleted }
        return stage.isContested && stage.claims.contains { $0.op == node.op.id } ? .contested : .current
    }
}

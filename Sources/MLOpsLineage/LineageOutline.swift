internal import MLOpsCore

/// The lineage as nested lines, for people: what was asked about at the top, and below each thing what it was made from,
/// or what was made from it. What comes up again is not unfolded again.
package struct LineageOutline: Sendable {
    package struct Item: Sendable {
        package enum Style: Sendable {
            case title
            case fact
        }

        package var style: Style
        /// What it is called, as it stands.
        package var name: String
        /// What is to be said about it.
        package var notes: [String]
        package var children: [Item] = []
    }

    package private(set) var items: [Item] = []
    private let graph: LineageGraph
    private let steps: [String: [LineageEdge]]
    private var seen: Set<String> = []

    package init(_ graph: LineageGraph) {
        self.graph = graph
        steps = graph.steps()
        for root in graph.roots { graph.node(root).map { items.append(item($0)) } }
    }

    private mutating func item(_ node: LineageNode) -> Item {
        var item = Item(style: .title, name: LineageWords.name(node), notes: LineageWords.notes(node))
        let isRepeated = !seen.insert(node.id).inserted
        var next = children(node)
        if graph.direction == .up, node.kind == .data, let maker = next.first(where: { $0.kind.isActivity }) {
            // What made it stands beside it, and what that was made from below.
            item.notes.append("<- \(LineageWords.activity(maker))")
            next.removeAll { $0.id == maker.id }
            if !isRepeated, seen.insert(maker.id).inserted {
                item.children += LineageWords.facts(maker)
                next += children(maker)
            } else if !isRepeated {
                item.notes.append("(above)")
                return item
            }
        } else if node.kind == .stage, !isRepeated {
            item.children += LineageWords.facts(node)
        }
        if isRepeated {
            if !next.isEmpty { item.notes.append("(above)") }
            return item
        }
        for child in next { item.children.append(self.item(child)) }
        return item
    }

    /// Runs that a stage was a part of have a section of their own.
    private func children(_ node: LineageNode) -> [LineageNode] {
        let found = (steps[node.id] ?? []).filter { $0.relation != .part }.compactMap { edge in
            graph.node(graph.direction == .up ? edge.to : edge.from)
        }
        guard node.kind == .run else { return withoutCovered(found, of: node) }
        let parts = graph.edges.filter { $0.relation == .part && $0.to == node.id }.compactMap { graph.node($0.from) }
        let isAsked = graph.roots.contains(node.id) || graph.roots.contains { graph.node($0)?.kind == .commit }
        return found + (isAsked || graph.direction == .down ? parts : [])
    }

    /// The run of a version is not said twice where its files already lead to it.
    private func withoutCovered(_ found: [LineageNode], of node: LineageNode) -> [LineageNode] {
        guard node.kind == .version, graph.direction == .up else { return found }
        let makers = found.filter { $0.kind == .data }.flatMap { children($0) }
        let runs = Set(makers.compactMap { $0.text("run") })
        return found.filter { $0.kind != .run || !runs.contains($0.text("run") ?? "") }
    }

    /// Runs in the order in which they began, with what they began with.
    package var runs: [Item] {
        graph.activities.filter { $0.kind == .run }.map { node in
            Item(
                style: .title, name: node.title, notes: LineageWords.runNotes(node), children: LineageWords.code(node))
        }
    }

    /// What is missing, as sentences.
    package var gaps: [(name: String, reason: String)] {
        graph.gaps.map { gap in (graph.node(gap.node)?.title ?? gap.node, gap.reason) }
    }
}

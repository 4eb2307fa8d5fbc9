package import MLOpsCore

/// What made something, or what was made from it. A graph without cycles, as far as what was recorded has none.
package struct LineageGraph: Sendable, Equatable {
    package enum Direction: String, Sendable {
        /// Towards causes.
        case up
        /// Towards effects.
        case down
    }

    package let direction: Direction
    /// What was asked about.
    package private(set) var roots: [String] = []
    /// In the order in which they were found.
    package private(set) var nodes: [LineageNode] = []
    package private(set) var edges: [LineageEdge] = []
    package private(set) var gaps: [LineageGap] = []
    private var places: [String: Int] = [:]
    private var known: Set<LineageEdge> = []

    package init(_ direction: Direction) {
        self.direction = direction
    }

    package func node(_ id: String) -> LineageNode? { places[id].map { nodes[$0] } }

    /// Adds the node unless it is there; of one that is, facts are added that it lacks. Tells whether it is new.
    @discardableResult
    package mutating func add(_ node: LineageNode) -> Bool {
        guard let place = places[node.id] else {
            places[node.id] = nodes.count
            nodes.append(node)
            return true
        }
        for (key, value) in node.facts where nodes[place].facts[key] == nil { nodes[place].facts[key] = value }
        return false
    }

    package mutating func add(root id: String) {
        if !roots.contains(id) { roots.append(id) }
    }

    package mutating func add(_ edge: LineageEdge) {
        if known.insert(edge).inserted { edges.append(edge) }
    }

    package func contains(_ edge: LineageEdge) -> Bool { known.contains(edge) }

    package mutating func add(_ gap: LineageGap) {
        if !gaps.contains(gap) { gaps.append(gap) }
    }

    package mutating func set(_ fact: String, _ value: JSONValue, of id: String) {
        if let place = places[id] { nodes[place].facts[fact] = value }
    }

    /// Edges by the node that they lead away from, seen in the direction of the question.
    package func steps() -> [String: [LineageEdge]] {
        Dictionary(grouping: edges) { direction == .up ? $0.from : $0.to }
    }

    /// Activities in the order in which they happened.
    package var activities: [LineageNode] {
        nodes.filter(\.kind.isActivity).sorted {
            ($0.facts["started"]?.integerValue ?? 0, $0.id) < ($1.facts["started"]?.integerValue ?? 0, $1.id)
        }
    }
}

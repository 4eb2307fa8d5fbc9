package import MLOpsCore

/// Which stage needs which: an edge runs from the stage that makes a path to the stage that depends on it, on a
/// folder around it or on something in it. A frozen stage needs nothing.
package struct StageGraph: Sendable {
    package let stages: [Stage]
    /// For each stage the stages it needs, ascending.
    package let upstream: [[Int]]
    /// All stages, needed ones first; among those that are ready the one written first comes first.
    package let order: [Int]
    private let outputs: OutputIndex

    /// Throws when two stages make the same path or paths within each other, and on a cycle.
    package init(_ pipeline: Pipeline) throws(Diagnostic) {
        try self.init(stages: pipeline.stages)
    }

    /// The stages may come from several pipeline files. `cutsFrozen` false: frozen stages need what they say.
    package init(stages: [Stage], cutsFrozen: Bool = true) throws(Diagnostic) {
        let outputs = try OutputIndex(stages)
        let upstream = stages.indices.map { index in
            cutsFrozen && stages[index].isFrozen
                ? [] : Set(stages[index].inputs.flatMap { outputs.makers(of: $0) }).subtracting([index]).sorted()
        }
        for (index, stage) in stages.enumerated() where !stage.isFrozen {
            let own = stage.inputs.first { outputs.makers(of: $0).contains(index) }
            if let own {
                throw Self.cycle("'\(stage.name)' depends on '\(own)', which it makes itself", stage)
            }
        }
        self.stages = stages
        self.upstream = upstream
        self.outputs = outputs
        order = Self.sort(upstream)
        guard order.count == stages.count else {
            let cycle = Self.findCycle(upstream, without: Set(order)).map { stages[$0] }
            let names = cycle.map { $0.address(from: cycle[0].file) }
            throw Self.cycle("the stages depend on each other: \(names.joined(separator: " -> "))", cycle[0])
        }
    }

    private static func cycle(_ reason: String, _ stage: Stage) -> Diagnostic {
        .fatal("\(stage.place): \(reason)", hint: "remove one of these dependencies")
    }

    /// The stage that makes `path` or something around it.
    package func maker(of path: String) -> Int? {
        outputs.makers(of: path).first
    }

    /// For each stage those that need it.
    package var downstream: [[Int]] {
        var result = [[Int]](repeating: [], count: stages.count)
        for (index, needs) in upstream.enumerated() { for need in needs { result[need].append(index) } }
        return result
    }

    /// The stages with all they need, in ``order``.
    package func closure(of targets: some Sequence<Int>) -> [Int] {
        reach(from: targets) { upstream[$0] }
    }

    /// The stages with all that follows from them, in ``order``.
    package func dependents(of targets: some Sequence<Int>) -> [Int] {
        let downstream = downstream
        return reach(from: targets) { downstream[$0] }
    }

    /// The stages with all that hangs together with them, in ``order``.
    package func components(of targets: some Sequence<Int>) -> [Int] {
        let downstream = downstream
        return reach(from: targets) { upstream[$0] + downstream[$0] }
    }

    private func reach(from targets: some Sequence<Int>, _ next: (Int) -> [Int]) -> [Int] {
        var wanted: Set<Int> = []
        var pending = Array(targets)
        while let index = pending.popLast() {
            if wanted.insert(index).inserted { pending += next(index) }
        }
        return order.filter(wanted.contains)
    }

    /// Kahn's algorithm; shorter than the input when there is a cycle.
    private static func sort(_ upstream: [[Int]]) -> [Int] {
        var missing = upstream.map(\.count)
        var downstream = [[Int]](repeating: [], count: upstream.count)
        for (index, needs) in upstream.enumerated() { for need in needs { downstream[need].append(index) } }
        var ready = IndexHeap(missing.indices.filter { missing[$0] == 0 })
        var order: [Int] = []
        while let next = ready.popSmallest() {
            order.append(next)
            for dependent in downstream[next] {
                missing[dependent] -= 1
                if missing[dependent] == 0 { ready.insert(dependent) }
            }
        }
        return order
    }

    /// One cycle among the stages that could not be ordered, its first stage again at the end.
    private static func findCycle(_ upstream: [[Int]], without done: Set<Int>) -> [Int] {
        guard var current = upstream.indices.first(where: { !done.contains($0) }) else { return [] }
        var trail: [Int] = []
        while !trail.contains(current) {
            trail.append(current)
            current = upstream[current].first { !done.contains($0) } ?? current
        }
        let cycle = trail[(trail.firstIndex(of: current) ?? 0)...]
        return (cycle + [current]).reversed()
    }
}

extension Stage {
    /// Every path that the stage reads: dependencies and parameter files.
    package var inputs: [String] {
        deps.filter { !RelativePath.isURL($0) } + params.map(\.file)
    }
}

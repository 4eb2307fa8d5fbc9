import MLOpsCore
import MLOpsTestSupport
import Testing

/// Folds are pure functions of the op set: whatever order, duplicates and grouping, whatever was exchanged when.
@Suite struct FoldPropertyTests {
    private func simulate(_ seed: UInt64) -> LogSimulation {
        var simulation = LogSimulation(seed: seed)
        simulation.run(steps: 150)
        return simulation
    }

    @Test(arguments: 0..<8) func permutedDuplicatedAndRegroupedSetsAreByteIdentical(seed: UInt64) {
        var simulation = simulate(seed)
        let all = simulation.clones.flatMap(\.ops)
        let expected = LogSimulation.state(all)
        for _ in 0..<4 {
            let groups = Dictionary(grouping: all.shuffled(using: &simulation.random)) { $0.id.prefix(1) }
            let regrouped = groups.values.flatMap { $0 } + all.shuffled(using: &simulation.random).prefix(40)
            #expect(LogSimulation.state(regrouped) == expected)
        }
    }

    /// Union of what clones have, in any grouping: commutative, associative, idempotent.
    @Test(arguments: 100..<106) func mergingIsASemilattice(seed: UInt64) {
        let clones = simulate(seed).clones
        let (a, b, c) = (clones[0].ops, clones[1].ops, clones[2].ops)
        func merge(_ left: [Op], _ right: [Op]) -> [Op] {
            Array(Dictionary((left + right).map { ($0.id, $0) }) { first, _ in first }.values)
        }
        #expect(LogSimulation.state(merge(a, b)) == LogSimulation.state(merge(b, a)))
        #expect(LogSimulation.state(merge(merge(a, b), c)) == LogSimulation.state(merge(a, merge(b, c))))
        #expect(LogSimulation.state(merge(a, a)) == LogSimulation.state(a))
        #expect(LogSimulation.state(merge(merge(a, b), b)) == LogSimulation.state(merge(a, b)))
    }

    /// Three clones that exchange everything in different orders end with the same bytes.
    @Test(arguments: 200..<206) func clonesThatHaveExchangedEverythingAgree(seed: UInt64) {
        var simulation = simulate(seed)
        let everything = simulation.clones.map(\.ops)
        for clone in simulation.clones.indices {
            for part in everything.shuffled(using: &simulation.random) {
                simulation.clones[clone].learn(part.shuffled(using: &simulation.random))
            }
        }
        let states = simulation.clones.map { LogSimulation.state($0.ops) }
        #expect(states.allSatisfy { $0 == states[0] })
        #expect(states[0].contains("\"versions\""))
    }

    /// A run that is appended to ends as one that is folded from its beginning.
    @Test(arguments: 300..<308) func appendingToAFoldIsFoldingAnew(seed: UInt64) {
        let run = String(repeating: "a", count: 32)
        let ops = Op.ordered(simulate(seed).clones.flatMap(\.ops).filter { $0.text("run") == run })
        var fold = RunFold(run: run)
        for start in stride(from: 0, to: ops.count, by: 3) {
            let isLater = fold.append(ops[start..<min(start + 3, ops.count)].reversed())
            #expect(isLater)
            let whole = RunFold.fold(run: run, Array(ops[..<min(start + 3, ops.count)]))
            #expect(fold.finish()?.json.canonicalText == whole?.json.canonicalText)
        }
        let isLater = fold.append(Array(ops.prefix(1)))
        #expect(!isLater)
    }

    @Test func theSimulationReachesTheHardCases() {
        var contested = 0
        var displaced = 0
        var united = 0
        for seed in 0..<12 {
            let models = ModelFold.fold(simulate(UInt64(seed)).clones.flatMap(\.ops))
            contested += models.count { model in model.stages.contains { $0.value.isContested } }
            displaced += models.count { $0.versions.contains(where: \.isDisplaced) }
            united += models.count { $0.identities.count > 1 }
        }
        #expect(contested > 1)
        #expect(displaced > 1)
        #expect(united > 1)
    }
}

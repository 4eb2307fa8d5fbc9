import MLOpsCore
import Testing

/// Who gives way when a promotion is published: docs/formats/log.md, "Promotion".
@Suite struct YieldRuleTests {
    private let model = OpMaker.full("a0")
    private let first = OpMaker.full("b1")
    private let second = OpMaker.full("b2")
    private let third = OpMaker.full("b3")

    private var base: [Op] {
        [OpMaker.op(.modelCreate, 1, "a0", ["name": "fraud"])]
            + [("b1", 1), ("b2", 2), ("b3", 3)].map { id, number in
                OpMaker.op(
                    .modelVersion, Int64(number) + 1, id, ["model": .string(model), "version": .integer(Int64(number))])
            }
    }

    private func stage(_ id: String, _ lamport: Int64, _ version: String, sees prev: [String] = []) -> Op {
        OpMaker.op(
            .modelStage, lamport, id,
            [
                "model": .string(model), "version": .string(version), "stage": "Production",
                "prev": .array(prev.map { .string(OpMaker.full($0)) }),
            ])
    }

    private func yields(_ ops: [Op], published: [Op]) -> [String] {
        let known = Set((base + published).map(\.id))
        let forward = YieldRule.yields(base + published + ops, published: known)
        // A pure function of the two sets.
        #expect(YieldRule.yields((ops + published + base + ops).reversed(), published: known) == forward)
        return forward.map { "\($0.loser.prefix(2))>\($0.winner.prefix(2))" }
    }

    @Test func theUnpublishedOneGivesWayWhateverTheOrder() {
        #expect(yields([stage("c1", 9, second)], published: [stage("c2", 10, third)]) == ["c1>c2"])
        #expect(yields([stage("c1", 11, second)], published: [stage("c2", 10, third)]) == ["c1>c2"])
    }

    @Test func oneWhoKnewReplaces() {
        let published = [stage("c1", 9, first)]
        #expect(yields([stage("c2", 10, second, sees: ["c1"])], published: published).isEmpty)
        // Known through another promotion.
        let chain = [stage("c2", 10, second, sees: ["c1"]), stage("c3", 11, third, sees: ["c2"])]
        #expect(yields(chain, published: published).isEmpty)
    }

    @Test func onlyTheLastOfAChainGivesWay() {
        let chain = [stage("c1", 9, first), stage("c3", 11, third, sees: ["c1"])]
        #expect(yields(chain, published: [stage("c2", 10, second)]) == ["c3>c2"])
    }

    @Test func theSameVersionIsNoRival() {
        #expect(yields([stage("c1", 9, second)], published: [stage("c2", 9, second)]).isEmpty)
    }

    @Test func nothingPublishedNothingYielded() {
        #expect(yields([stage("c1", 9, second), stage("c2", 9, third)], published: []).isEmpty)
    }

    @Test func itIsSaidOnce() {
        let yield = OpMaker.op(
            .modelYield, 12, "d1",
            ["model": .string(model), "loser": .string(OpMaker.full("c1")), "winner": .string(OpMaker.full("c2"))])
        #expect(yields([stage("c1", 9, second), yield], published: [stage("c2", 10, third)]).isEmpty)
    }

    /// What is published on the second remote gives way to nothing that only the first one has.
    @Test func aYieldFromElsewhereIsAnswered() {
        let elsewhere = [
            stage("c1", 9, second),
            OpMaker.op(
                .modelYield, 12, "d1",
                ["model": .string(model), "loser": .string(OpMaker.full("c2")), "winner": .string(OpMaker.full("c1"))]),
        ]
        #expect(yields(elsewhere, published: [stage("c2", 10, third)]) == ["c1>c2"])
    }

    @Test func anEmptiedStageStaysEmpty() {
        let unstage = OpMaker.op(
            .modelUnstage, 10, "e1",
            ["model": .string(model), "stage": "Production", "prev": [.string(OpMaker.full("c1"))]])
        let published = [stage("c1", 9, first), unstage]
        #expect(yields([stage("c2", 10, second, sees: ["c1"])], published: published) == ["c2>e1"])
        // Promoted by somebody who saw that it was empty.
        #expect(yields([stage("c3", 11, second)], published: published).isEmpty)
    }

    @Test func sharedStagesHaveNoRivals() {
        let archived = { (id: String, version: String) in
            OpMaker.op(
                .modelStage, 9, id,
                ["model": .string(model), "version": .string(version), "stage": "Archived", "prev": []])
        }
        #expect(yields([archived("c1", second)], published: [archived("c2", third)]).isEmpty)
    }
}

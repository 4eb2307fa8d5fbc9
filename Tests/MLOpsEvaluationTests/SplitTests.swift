import MLOpsEvaluation
import MLOpsTestSupport
import Testing

/// Properties of splits over random rows.
@Suite struct SplitTests {
    private func split(_ method: any SplitMethod, _ rows: [SplitRow]) -> [Int] {
        for row in rows { method.observe(row) }
        method.prepare()
        return rows.map(method.part)
    }

    private func rows(_ count: Int, strata: Int, distinct: Int, seed: UInt64) -> [SplitRow] {
        var generator = SeededGenerator(seed: seed)
        let hash = SplitHash(seed: 4)
        return (0..<count).map { _ in
            let value = Int.random(in: 0..<distinct, using: &generator)
            var row = SplitRow(hash: hash("row \(value)"))
            row.label = "s\(value % strata)"
            row.time = Double(value % 50)
            return row
        }
    }

    @Test(arguments: [(1, 1000), (3, 1000), (40, 60), (5, 5)])
    func strataAndPartsHaveTheirShares(strata: Int, distinct: Int) {
        let parts = SplitPart.list("75/15/10")!
        for seed in 0..<20 {
            let rows = rows(37 + seed * 41, strata: strata, distinct: distinct, seed: UInt64(seed))
            let method = StratifiedSplit(parts)
            let found = split(method, rows)
            for (part, share) in [0.75, 0.15, 0.1].enumerated() {
                #expect(abs(Double(found.count { $0 == part }) - share * Double(rows.count)) <= 1.000001)
                for label in Set(rows.map(\.label)) {
                    let all = rows.indices.filter { rows[$0].label == label }
                    #expect(abs(Double(all.count { found[$0] == part }) - share * Double(all.count)) < 1.000001)
                }
            }
            // Asked again, it says the same.
            method.prepare()
            #expect(rows.map(method.part) == found)
        }
    }

    @Test func theOrderOfRowsIsNothing() {
        let parts = SplitPart.list("a=2,b=1")!
        var generator = SeededGenerator(seed: 8)
        let first = rows(800, strata: 4, distinct: 120, seed: 2)
        let second = first.shuffled(using: &generator)
        func contents(_ rows: [SplitRow], _ found: [Int]) -> [[UInt64]] {
            parts.indices.map { part in rows.indices.filter { found[$0] == part }.map { rows[$0].hash }.sorted() }
        }
        let methods: [() -> any SplitMethod] = [
            { StratifiedSplit(parts) }, { GroupedSplit(parts, seed: 3) }, { OrderedSplit(parts) },
        ]
        for make in methods {
            #expect(contents(first, split(make(), first)) == contents(second, split(make(), second)))
        }
    }

    @Test func aRowMoreMovesFewOthers() {
        let parts = SplitPart.list("80/20")!
        let hash = SplitHash(seed: 0)
        let rows = (0..<1000).map { SplitRow(hash: hash("\($0)")) }
        let before = split(StratifiedSplit(parts), Array(rows.dropLast(10)))
        let after = split(StratifiedSplit(parts), rows)
        #expect(zip(before, after).count { $0 != $1 } <= 10)
    }

    @Test func groupsAndTimesStayTogether() {
        let parts = SplitPart.list("60/20/20")!
        let rows = rows(900, strata: 30, distinct: 900, seed: 5)
        let grouped = split(GroupedSplit(parts, seed: 1), rows), ordered = split(OrderedSplit(parts), rows)
        #expect(
            Dictionary(grouping: rows.indices, by: { rows[$0].label }).values.allSatisfy {
                Set($0.map { grouped[$0] }).count == 1
            })
        let largest = Dictionary(grouping: rows, by: \.label).values.map(\.count).max()!
        for (part, share) in [0.6, 0.2, 0.2].enumerated() {
            #expect(abs(Double(grouped.count { $0 == part }) - share * 900) <= Double(largest))
        }
        for (left, right) in zip(rows.indices, rows.indices.dropFirst()) where rows[left].time < rows[right].time {
            #expect(ordered[left] <= ordered[right])
        }
    }

    @Test func casesStayAndControlsAreCounted() {
        var generator = SeededGenerator(seed: 6)
        let sample = CaseSample(controlsPerCase: 3)
        let rows = (0..<2000).map { (hash: SplitHash(seed: 1)("\($0)"), isCase: $0 % 50 == 0) }
        for row in rows.shuffled(using: &generator) { sample.observe(row.hash, isCase: row.isCase) }
        for _ in 0..<2 {
            sample.prepare()
            let kept = rows.filter { sample.keeps($0.hash, isCase: $0.isCase) }
            #expect(kept.count { $0.isCase } == 40)
            #expect(kept.count { !$0.isCase } == 120)
        }
        #expect(abs(sample.rate - 120.0 / 1960) < 1e-12)
        #expect(sample.prior == 0.02)
    }

    @Test(arguments: ["", "0/1", "a=1,a=2", "../x=1", "1/nan", "a=1,A=2", "x y=1", "1e308/1e308"])
    func badSharesAreRefused(text: String) { #expect(SplitPart.list(text) == nil) }

    /// Splits are recorded by their seed: the same for ever.
    @Test func hashesAreFixed() {
        #expect(SplitHash(seed: 0)("row") == 16_497_324_303_815_287_569)
    }
}

import MLOpsCore
import MLOpsPipeline
import Testing

@Suite struct LockMergeTests {
    private func lock(_ stages: [(String, String)]) -> [UInt8] {
        let body = stages.map { "  \($0.0):\n    cmd: \($0.1)\n" }.joined()
        return Array("schema: '2.0'\nstages:\(body.isEmpty ? " {}" : "")\n\(body)".utf8)
    }

    @Test func stagesOfBothSidesAreTakenWhole() throws {
        let base = lock([("a", "1"), ("b", "1"), ("gone", "1"), ("both", "1")])
        let ours = lock([("a", "2"), ("b", "1"), ("gone", "1"), ("both", "2"), ("new", "1")])
        let theirs = lock([("a", "1"), ("b", "2"), ("both", "3"), ("other", "1")])
        let merge = try #require(LockMerge(base: base, ours: ours, theirs: theirs))
        #expect(merge.conflicts == ["both"])
        #expect(merge.bytes.asText == lock([("a", "2"), ("b", "2"), ("new", "1"), ("other", "1")]).asText)
    }

    @Test func whatOneSideRemovedAndTheOtherChangedRunsAgain() throws {
        let merge = try #require(
            LockMerge(base: lock([("a", "1")]), ours: lock([("a", "2")]), theirs: lock([])))
        #expect(merge.conflicts == ["a"] && merge.bytes.asText == lock([]).asText)
        let added = try #require(LockMerge(base: [], ours: lock([("a", "1")]), theirs: lock([("a", "1"), ("b", "1")])))
        #expect(added.bytes.asText == lock([("a", "1"), ("b", "1")]).asText && added.conflicts.isEmpty)
    }

    @Test func whatIsNoLockIsLeftToGit() {
        let good = lock([("a", "1")])
        #expect(LockMerge(base: good, ours: Array("<<<<<<< x\n".utf8), theirs: good) == nil)
        #expect(LockMerge(base: good, ours: good, theirs: Array("schema: '9'\n".utf8)) == nil)
        let one = good + Array("datasets:\n- name: x\n".utf8), two = good + Array("datasets:\n- name: y\n".utf8)
        #expect(LockMerge(base: good, ours: one, theirs: two) == nil)
    }
}

import MLOpsCore
import MLOpsGit
import MLOpsLog
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsTracking

/// How long a point of a stream that never pauses may be lost by a kill.
@Suite struct MetricStreamWaitingTests {
    @Test func aRecordedRunsPointsAreInItsJournalAfterASecond() throws {
        let repository = try TempRepository()
        let run = String(repeating: "ab", count: 16)
        var context = TestContext.make(repository)
        context.environment["GIT_MLOPS_RUN"] = run
        let opened = try Repository.open(context)
        let journal = RunJournal(try LogLayout(opened), run: run)
        let owner = try journal.own()
        let stream = MetricStream(try RunLogger(opened, run: nil))
        for step in 0...1500 {
            let line = Array("loss 0.5 \(step)".utf8)
            try stream.add(try #require(MetricLine(line, step: 0, time: 0)), now: 5000 + Int64(step))
        }
        let lines = try Files.read(repository.path(".git/mlops/journal/\(run).jsonl")).split(separator: 0x0a)
        #expect(lines.count == 1001)
        try owner.close()
    }
}

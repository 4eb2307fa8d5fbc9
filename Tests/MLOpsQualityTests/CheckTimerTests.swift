import MLOpsCore
import MLOpsGit
import MLOpsTestSupport
import Testing

@testable import MLOpsQuality

/// The time limit of a check, by a clock that goes on by a second each time somebody looks at it.
@Suite struct CheckTimerTests {
    let repository: TempRepository

    init() throws {
        repository = try TempRepository()
        try repository.write(".gitattributes", "*.csv mlops-schema=s.json\n")
        try repository.write("s.json", #"{"fields": [{"name": "a", "type": "integer"}]}"#)
        for name in ["a", "b", "c", "d"] { try repository.write("\(name).csv", "a\n1\n") }
        try repository.git("add", "-A").check()
    }

    private func run(seconds: Int64, strict: Bool = false) throws -> CheckReport {
        let context = TestContext.make(repository)
        var check = Check { _ in nil }
        check.timer = CheckTimer(limit: seconds * 1000, now: context.now)
        check.isStrict = strict
        return try check.run(Repository.open(context), .index)
    }

    @Test func whatWasNotCheckedIsNamed() throws {
        let report = try run(seconds: 3)
        #expect(report.tables == 2 && report.expected == 4)
        #expect(report.skipped.map(\.path.description) == ["c.csv", "d.csv"])
        #expect(report.skipped.map(\.reason) == ["the time was over", "the time was over"])
        #expect(report.isClean && !report.isComplete)
        #expect(report.exhaustedLimit == 3000)
        #expect(try run(seconds: 100).isComplete)
    }

    @Test func strictRefusesIt() throws {
        let report = try run(seconds: 3, strict: true)
        #expect(
            report.problems.map(\.description) == [
                "c.csv: not checked: the time was over", "d.csv: not checked: the time was over",
            ])
    }

    @Test func aTableIsLeftBetweenItsRows() throws {
        try repository.write("a.csv", "a\n" + String(repeating: "1\n", count: 9000) + "x\n")
        try repository.git("add", "-A").check()
        let report = try run(seconds: 2)
        #expect(report.tables == 0)
        #expect(report.skipped.first?.reason == "the time was over after 4,096 rows")
    }
}

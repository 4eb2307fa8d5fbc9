import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct DoctorTests {
    @Test func aHealthyCloneHasNoProblem() throws {
        let repository = try TempRepository(install: true)
        try repository.mlops("init", "--no-input").check()
        try repository.addBareRemote()
        let before = try repository.mlops("doctor")
        #expect(before.code == 1)
        #expect(before.output.contains("problem origin: git fetch does not bring runs\n          git mlops init"))
        try repository.mlops("init", "--no-input").check()
        let result = try repository.mlops("doctor").check()
        #expect(!result.output.contains("problem"))
        let place = TestGit.takesHooksFromConfiguration ? "in git's configuration" : "ours"
        #expect(result.output.contains("  ok      pre-push: \(place)"))
    }

    @Test func everyProblemNamesItsCure() throws {
        let repository = try TempRepository()
        let result = try repository.mlops("doctor", "--json")
        #expect(result.code == 1)
        guard case .object(let report) = try JSONValue.parse(result.outputBytes),
            case .array(let findings)? = report["findings"]
        else {
            Issue.record("not a report: \(result)")
            return
        }
        #expect(report["ok"] == .bool(false))
        var problems = 0
        for case .object(let finding) in findings where finding["verdict"] == .string("problem") {
            problems += 1
            #expect(finding["fix"]?.stringValue?.isEmpty == false)
        }
        #expect(problems >= 15)
    }

    @Test func outsideOfARepositoryItLooksAtTheMachine() throws {
        let repository = try TempRepository(install: true)
        let result = try Shell.run(
            ["git", "mlops", "doctor"], in: repository.directory.path, environment: repository.environment)
        #expect(result.code == 0)
        #expect(!result.output.contains("hooks"))
    }

    @Test func itChangesNothing() throws {
        let repository = try TempRepository(install: true)
        try repository.write("mlops.yaml", "stages: {}\n")
        let before = try InitTests.state(repository)
        _ = try repository.mlops("doctor")
        try repository.mlops("env").check()
        #expect(try InitTests.state(repository) == before)
    }
}

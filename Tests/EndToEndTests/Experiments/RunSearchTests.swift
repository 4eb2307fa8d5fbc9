import MLOpsCore
import MLOpsTestSupport
import Testing

/// `runs list` with filters, orders, columns and groups; `compare`, `rename`.
@Suite struct RunSearchTests {
    private static func project() throws -> TempRepository {
        let repository = try TempRepository()
        try repository.commit("begin")
        for (name, lr, loss) in [("a", "0.1", "0.5"), ("b", "0.2", "0.25"), ("c", "0.1", "nan")] {
            try repository.run([
                "git", "mlops", "run", "-q", "--name", name, "--tag", "team=\(name)x", "--experiment", "exp, \(lr)",
                "--",
                "sh", "-c", "git mlops log param lr \(lr) && git mlops log metric loss \(loss)",
            ]).check()
        }
        return repository
    }

    private static func names(_ repository: TempRepository, _ arguments: String...) throws -> [String] {
        let text = try repository.run(["git", "mlops", "runs", "list", "--columns", "name", "--csv"] + arguments)
            .check()
            .output
        return text.split(separator: "\n").dropFirst().map(String.init)
    }

    @Test func filtersOrdersAndTables() throws {
        let repository = try Self.project()
        #expect(try Self.names(repository, "--filter", "metrics.loss < 0.4") == ["b"])
        #expect(try Self.names(repository, "--filter", "params.lr = '0.1' AND tags.team LIKE 'a%'") == ["a"])
        #expect(try Self.names(repository, "--filter", "status = 'FINISHED'").count == 3)
        #expect(try Self.names(repository, "--filter", "attributes.status != 'finished'").isEmpty)
        #expect(try Self.names(repository, "--sort", "metrics.loss") == ["b", "a", "c"])
        #expect(try Self.names(repository, "--sort", "metrics.loss DESC", "-n", "2") == ["a", "b"])
        #expect(try repository.mlops("runs", "list", "--filter", "metrics.loss <").code == 129)

        let csv = try repository.mlops("runs", "list", "--csv", "--sort", "run_name").check().output
            .split(separator: "\n")
        #expect(csv[0].hasSuffix(",params.lr,metrics.loss,tags.team"))
        #expect(csv[1].contains("\"exp, 0.1\"") && csv[1].hasSuffix(",0.1,0.5,ax"))
        #expect(csv[3].hasSuffix(",0.1,NaN,cx"))
        let page = try repository.mlops("runs", "list", "--md", "--columns", "name,params.lr", "--sort", "run_name")
            .check()
        #expect(page.output.hasPrefix("| name | params.lr |\n| --- | --- |\n| a | 0.1 |"))

        let groups = try JSONValue.parse(
            repository.mlops("runs", "list", "--group-by", "params.lr", "--json").check().outputBytes)
        let first = try #require(groups["groups"]?.arrayValue?.first { $0["by"]?["params.lr"]?.doubleValue == 0.1 })
        #expect(first["runs"]?.arrayValue?.count == 2)
        #expect(first["metrics"]?["metrics.loss"]?["mean"] == 0.5)
        #expect(first["metrics"]?["metrics.loss"]?["count"] == 1)
    }

    @Test func comparisonShowsOnlyWhatDiffers() throws {
        let repository = try Self.project()
        try repository.mlops("runs", "rename", "b", "beta").check()
        let text = try repository.mlops("runs", "compare", "a", "beta").check().output
        #expect(text.contains("lr ") && text.contains("loss ") && text.contains("tags.team"))
        #expect(!text.contains("environment.host") && !text.contains("code.commit"))
        let json = try JSONValue.parse(
            repository.mlops("runs", "compare", "a", "beta", "c", "--json").check().outputBytes)
        #expect(json["params"]?.arrayValue?.first?["values"]?.arrayValue?.count == 3)
        #expect(json["environment"] == [])
    }

    /// What is exported and imported elsewhere is exported the same again, and importing twice changes nothing.
    @Test func exportAndImportAreEachOthersInverse() throws {
        let repository = try Self.project()
        try repository.write("weights.txt", "1 2 3\n")
        try repository.mlops("log", "artifact", "--run", "a", "weights.txt").check()
        try repository.mlops("runs", "note", "a", "two\nlines").check()
        try repository.mlops("runs", "export", "-o", "runs.json").check()
        let other = try repository.clone("other")
        try other.git("update-ref", "-d", "refs/mlops/v1/runs").check()
        try other.git("remote", "remove", "origin").check()
        for expected in ["3 added", "0 added, 3 here already"] {
            let told = try other.mlops("runs", "import", repository.path("runs.json")).check()
            #expect((told.output + told.errors).contains("Runs: \(expected)"))
        }
        func runs(_ repository: TempRepository) throws -> [JSONObject] {
            let json = try JSONValue.parse(repository.mlops("runs", "export").check().outputBytes)
            return (json["runs"]?.arrayValue ?? []).compactMap { value in
                var run = value.objectValue
                // Whoever imports is the author of the ops; experiments have an id of each clone's own.
                run?["author"] = nil
                run?["experiment"] = nil
                return run
            }
        }
        #expect(try runs(other) == runs(repository))
    }
}

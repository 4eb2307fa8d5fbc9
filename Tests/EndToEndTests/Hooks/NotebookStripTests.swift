import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// The command line of `git mlops notebook strip` beside nbstripout's own.
@Suite struct NotebookStripTests {
    let repository: TempRepository

    init() throws {
        repository = try TempRepository()
        try repository.write("a.ipynb", CheckTests.notebook("print(1)", output: "1"))
    }

    @Test(arguments: [
        [], ["--keep-output"], ["--keep-count"], ["--keep-id"],
        ["--extra-keys", "metadata.kernelspec cell.metadata.tags"],
        ["--drop-empty-cells"], ["--max-size", "10k"], ["--keep-output-type", "stream:stdout", "-f"],
    ]) func theBytesEqualNbstripouts(_ options: [String]) throws {
        let peer = try #require(Peers.find("nbstripout"), "\(Peers.missing("nbstripout"))")
        try repository.write("b.ipynb", try repository.bytes("a.ipynb"))
        try repository.run(["git", "mlops", "notebook", "strip", "a.ipynb"] + options).check()
        try repository.run([peer, "b.ipynb"] + options).check()
        #expect(try repository.read("a.ipynb") == repository.read("b.ipynb"))
    }

    @Test func unchangedContentLeavesTheFileUntouched() throws {
        let odd = "{ \"cells\":[],  \"metadata\":{},\"nbformat\":4,\"nbformat_minor\":4}"
        try repository.write("odd.ipynb", odd)
        let before = Files.info(repository.path("odd.ipynb"))
        let result = try repository.mlops("notebook", "strip", "odd.ipynb").check()
        #expect(result.output.isEmpty)
        #expect(Files.info(repository.path("odd.ipynb")) == before)
    }

    @Test func dryRunAndVerifyChangeNothing() throws {
        let before = try repository.bytes("a.ipynb")
        #expect(
            try repository.mlops("notebook", "strip", "--dry-run", "a.ipynb").check().output.hasPrefix(
                "Would strip a.ipynb"))
        #expect(try repository.mlops("notebook", "strip", "--verify", "a.ipynb").code == 1)
        let told = try JSONValue.parse(
            repository.mlops("notebook", "strip", "--json", "--dry-run", "a.ipynb").check().outputBytes)
        #expect(told["notebooks"]?.arrayValue?.first?["changes"] == true, "\(told)")
        #expect(told["notebooks"]?.arrayValue?.first?["removed"]?.arrayValue?.isEmpty == false)
        #expect(try repository.bytes("a.ipynb") == before)
        try repository.mlops("notebook", "strip", "a.ipynb").check()
        #expect(try repository.mlops("notebook", "strip", "--verify", "a.ipynb").code == 0)
    }

    @Test func otherExtensionsNeedForce() throws {
        try repository.git("mv", "-k", "a.ipynb", "x").check()
        try repository.write("a.bak", try repository.bytes("a.ipynb"))
        #expect(try repository.mlops("notebook", "strip", "a.bak").check().output.isEmpty)
        #expect(try repository.mlops("notebook", "strip", "-f", "a.bak").check().output.hasPrefix("Stripped a.bak"))
    }

    /// nbstripout's option for Windows, and its words about keys.
    @Test func optionsOfOtherSystemsAreTaken() throws {
        let notebook = try repository.read("a.ipynb")
        let arguments = ["--unix-newlines", "--extra-keys", "wrong metadata.x"]
        let result = try repository.run(["git", "mlops", "notebook", "strip"] + arguments, input: notebook).check()
        #expect(result.output.contains("cells"))
        #expect(result.errors.contains("ignoring invalid extra key 'wrong'"))
    }

    @Test func textconvOfABrokenNotebookIsItsText() throws {
        try repository.write("bad.ipynb", "<<<<<<< HEAD\nx\n")
        let result = try repository.mlops("notebook", "strip", "-t", "bad.ipynb").check()
        #expect(result.output == "<<<<<<< HEAD\nx")
        #expect(try repository.mlops("notebook", "strip", "bad.ipynb").code == 1)
        #expect(try repository.read("bad.ipynb") == "<<<<<<< HEAD\nx\n")
    }

    @Test func diffShowsCode() throws {
        let repository = try TempRepository(install: true)
        try repository.write(".gitattributes", "*.ipynb filter=mlops-notebook diff=mlops-notebook\n")
        try repository.write("a.ipynb", CheckTests.notebook("print(1)", output: "1"))
        try repository.commit("one")
        try repository.write("a.ipynb", CheckTests.notebook("print(2)", output: "2"))
        let diff = try repository.git("diff").check().output
        #expect(diff.contains("print(2)") && !diff.contains("stdout"))
    }
}

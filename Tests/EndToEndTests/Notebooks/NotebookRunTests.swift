import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct NotebookRunTests {
    static let notebook = #"""
        {"cells": [
          {"cell_type": "code", "execution_count": null, "metadata": {"tags": ["parameters"]}, "outputs": [], "source": ["n = 1"]},
          {"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": ["print('n is', n)"]}
        ], "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4, "nbformat_minor": 4}
        """#

    private func repository() throws -> TempRepository {
        let repository = try NotebookProject().repository
        try repository.write("a.ipynb", Self.notebook)
        try repository.commit("one")
        return repository
    }

    /// A stand-in: what it is told, and what becomes of what it leaves.
    @Test func parametersAndTheResultAreRecorded() throws {
        let repository = try repository()
        try repository.directory.write(
            "tools/papermill",
            """
            #!/bin/sh
            printf '%s\\n' "$@" >"$LOG"
            for word; do last=$word; done
            cp "$PWD/a.ipynb" "$last"
            """, mode: 0o755)
        let path = repository.directory.path("tools") + ":" + (repository.environment["PATH"] ?? "")
        let log = repository.directory.path("log")
        try Files.makeDirectories(repository.path("out"))
        let told = try repository.run(
            ["git", "mlops", "notebook", "run", "-p", "n=5", "-p", "name=a b", "a.ipynb", "out/b.ipynb"],
            environment: ["PATH": path, "LOG": log]
        ).check().errors
        let words = try Files.read(log).asText.split(separator: "\n").map(String.init)
        #expect(words.contains(#"{"n":5,"name":"a b"}"#))
        #expect(try repository.read("out/b.ipynb").contains("n is"))
        let name = try #require(told.split(separator: " ").first { $0.hasPrefix("r-") })
        let run = try repository.mlops("runs", "show", "--json", String(name)).check().output
        #expect(run.contains(#""n""#) && run.contains("a.ipynb") && run.contains("finished"))
        #expect(try Files.list(repository.path(".git/mlops")).allSatisfy { !$0.hasSuffix(".ipynb") })
    }

    @Test func withoutARunnerItSaysWhatToInstall() throws {
        let repository = try repository()
        let result = try repository.run(
            ["git", "mlops", "notebook", "run", "a.ipynb"],
            environment: ["PATH": "\(TestEnvironment.products):/usr/bin:/bin"])
        // Where the system has one of its own there is nothing to see.
        guard !Files.exists("/usr/bin/papermill"), !Files.exists("/usr/bin/jupyter") else { return }
        #expect(result.code == 128)
        #expect(result.errors.contains("neither papermill nor jupyter"))
        #expect(result.errors.contains("hint: pip install papermill ipykernel"))
    }

    @Test(
        .enabled(
            if: Peers.find("papermill") != nil,
            "NOT TESTED: 'papermill' is not among the peers; ./install.sh --test installs it"))
    func withTheRealPapermill() throws {
        let repository = try repository()
        let folder = Paths.parent(try #require(Peers.find("papermill")))
        let path = folder + ":" + (repository.environment["PATH"] ?? "")
        try repository.run(
            ["git", "mlops", "notebook", "run", "-p", "n=5", "a.ipynb", "b.ipynb"], environment: ["PATH": path]
        ).check()
        let result = try repository.read("b.ipynb")
        #expect(result.contains("n is 5") && result.contains("injected-parameters"))
    }
}

import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Options from configuration and attributes, in the filter, the hook and the command; nbstripout's installation and ours
/// over each other.
@Suite struct NotebookOptionsTests {
    let project: NotebookProject
    var repository: TempRepository { project.repository }

    init() throws {
        project = try NotebookProject()
        try project.write("a.ipynb", ("print(1)", "1"), ("", nil))
    }

    private func staged() throws -> String {
        try repository.git("add", "-A").check()
        return try repository.git("show", ":a.ipynb").check().output
    }

    @Test(arguments: [
        ("filter.nbstripout.keepOutput", "true", "stdout"),
        ("filter.mlops-notebook.keepCount", "yes", #""execution_count": 1"#),
        ("mlops.maxSize", "10k", "stdout"), ("filter.nbstripout.keepOutputType", "stream", "stdout"),
    ]) func keysOfConfiguration(_ key: String, _ value: String, _ expected: String) throws {
        #expect(try !staged().contains(expected))
        try repository.git("config", key, value).check()
        try repository.write("a.ipynb", try repository.read("a.ipynb") + " ")
        #expect(try staged().contains(expected))
        let stripped = try repository.mlops("notebook", "strip", "-t", "a.ipynb").check().output
        #expect(try staged() == stripped)
        #expect(try repository.mlops("check").check().errors.isEmpty)
    }

    @Test func attributes() throws {
        try repository.write(
            ".gitattributes", NotebookProject.attributes + "a.ipynb mlops-strip=keep-output,drop-empty-cells\n")
        let kept = try staged()
        #expect(kept.contains("stdout") && !kept.contains(#""source": []"#))
        #expect(try repository.mlops("notebook", "strip", "-t", "a.ipynb").check().output == kept)
        #expect(try repository.mlops("check").check().errors.isEmpty)
        try repository.write(".gitattributes", NotebookProject.attributes + "a.ipynb -mlops-strip\n")
        try repository.write("a.ipynb", try repository.read("a.ipynb") + "\n\n")
        #expect(try staged() + "\n\n\n" == repository.read("a.ipynb"))
        try repository.mlops("notebook", "strip", "a.ipynb").check()
        #expect(try repository.read("a.ipynb").contains("stdout"))
    }

    /// `nbstripout --install` in this very repository, with an option that somebody added to its command.
    @Test func nbstripoutsInstallationOpensHere() throws {
        let peer = try #require(Peers.find("nbstripout"), "\(Peers.missing("nbstripout"))")
        try Files.remove(repository.path(".gitattributes"))
        try repository.run([peer, "--install"]).check()
        let command = try repository.git("config", "filter.nbstripout.clean").check().output
        try repository.git("config", "filter.nbstripout.clean", command + " --keep-count").check()
        try repository.git("config", "filter.nbstripout.extrakeys", "metadata.kernelspec").check()
        let theirs = try staged()
        #expect(theirs.contains(#""execution_count": 1"#))
        try repository.mlops("install", "--nbstripout").check()
        try repository.write("a.ipynb", try repository.read("a.ipynb") + " ")
        let traced = try repository.run(["git", "add", "-A"], environment: ["GIT_TRACE": "1"]).check()
        #expect(traced.errors.contains("git-mlops-filter notebook-process"))
        #expect(try staged() == theirs)
        #expect(try repository.mlops("notebook", "strip", "-t", "a.ipynb").check().output == theirs)
        try repository.mlops("uninstall").check()
        #expect(try !repository.git("config", "filter.nbstripout.process").output.contains("mlops"))
    }

    /// A repository of ours where only nbstripout is at hand.
    @Test func ourAttributesWorkWithNbstripout() throws {
        let peer = try #require(Peers.find("nbstripout"), "\(Peers.missing("nbstripout"))")
        let ours = try staged()
        try repository.mlops("uninstall").check()
        try repository.git("config", "filter.mlops-notebook.clean", peer).check()
        try repository.git("config", "filter.mlops-notebook.smudge", "cat").check()
        try repository.write("a.ipynb", try repository.read("a.ipynb") + " ")
        #expect(try staged() == ours)
    }
}

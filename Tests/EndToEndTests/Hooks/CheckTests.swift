import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// What the pre-commit hook and `git mlops check` do to notebooks, through real `git commit`s of every shape.
@Suite struct CheckTests {
    /// A repository whose hooks are set up, but whose notebooks pass no filter.
    static func repository() throws -> TempRepository {
        let repository = try TempRepository(install: true)
        try repository.write("mlops.yaml", "stages: {}\n")
        try repository.write(".gitattributes", "*.dat filter=mlops diff=mlops merge=mlops -text\n")
        try repository.mlops("init", "--no-input").check()
        try repository.commit("start")
        return repository
    }

    static func notebook(_ source: String, output: String?) -> String {
        let outputs = output.map { #"{"name": "stdout", "output_type": "stream", "text": ["\#($0)"]}"# } ?? ""
        return """
            {"cells": [{"cell_type": "code", "execution_count": \(output == nil ? "null" : "7"), "metadata": {}, \
            "outputs": [\(outputs)], "source": ["\(source)"]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
            """
    }

    static func committed(_ repository: TempRepository, _ path: String, _ revision: String = "HEAD") throws -> String {
        try repository.git("show", "\(revision):\(path)").check().output
    }

    @Test func aStagedNotebookIsStrippedAndTheWorkingFileIsNot() throws {
        let repository = try Self.repository()
        let text = Self.notebook("print(1)", output: "1")
        try repository.write("a b.ipynb", text)
        try repository.git("add", "-A").check()
        let commit = try repository.git("commit", "-qm", "x").check()
        #expect(commit.errors.contains("mlops: stripped a b.ipynb in the index; the working file keeps its outputs"))
        #expect(commit.errors.contains("cell 1: execution count, 1 output"))
        #expect(try !Self.committed(repository, "a b.ipynb").contains("stdout"))
        #expect(try repository.read("a b.ipynb") == text)
        let stripped = try repository.run(["git", "mlops", "notebook", "strip"], input: text).check().output
        #expect(try Self.committed(repository, "a b.ipynb") == stripped)
    }

    @Test func undoPutsBackWhatWasStaged() throws {
        let repository = try Self.repository()
        try repository.write("it's a.ipynb", Self.notebook("print(1)", output: "1"))
        try repository.git("add", "-A").check()
        let staged = try repository.git("rev-parse", ":it's a.ipynb").output
        let check = try repository.mlops("check").check()
        #expect(try repository.git("rev-parse", ":it's a.ipynb").output != staged)
        let line = try #require(check.errors.split(separator: "\n").first { $0.contains("to undo: ") })
        let command = line.split(separator: "to undo: ")[1]
        try repository.run(["sh", "-c", String(command)]).check()
        #expect(try repository.git("rev-parse", ":it's a.ipynb").output == staged)
    }

    @Test func commitAll() throws {
        let repository = try Self.repository()
        try repository.write("a.ipynb", Self.notebook("print(1)", output: nil))
        try repository.commit("clean")
        try repository.write("a.ipynb", Self.notebook("print(2)", output: "2"))
        try repository.git("commit", "-qam", "all").check()
        let text = try Self.committed(repository, "a.ipynb")
        #expect(text.contains("print(2)") && !text.contains("stdout"))
        #expect(try repository.git("diff", "--cached", "--stat").output.isEmpty)
    }

    /// git keeps two indexes then: one for the commit, and one for afterwards.
    @Test func commitOfOnePath() throws {
        let repository = try Self.repository()
        try repository.write("a.ipynb", Self.notebook("print(1)", output: nil))
        try repository.write("b.txt", "1")
        try repository.commit("clean")
        try repository.write("a.ipynb", Self.notebook("print(2)", output: "2"))
        try repository.write("b.txt", "2")
        try repository.git("add", "b.txt").check()
        try repository.git("commit", "-qm", "one", "a.ipynb").check()
        #expect(try !Self.committed(repository, "a.ipynb").contains("stdout"))
        #expect(try Self.committed(repository, "b.txt") == "1")
        #expect(try repository.git("diff", "--cached", "--name-only").output == "b.txt")
    }

    @Test func amend() throws {
        let repository = try Self.repository()
        try repository.write("a.ipynb", Self.notebook("print(1)", output: nil))
        try repository.commit("clean")
        try repository.write("a.ipynb", Self.notebook("print(2)", output: "2"))
        try repository.git("commit", "-qa", "--amend", "--no-edit").check()
        #expect(try !Self.committed(repository, "a.ipynb").contains("stdout"))
    }

    @Test func aPartlyStagedNotebookKeepsBothHalves() throws {
        let repository = try Self.repository()
        try repository.write("a.ipynb", Self.notebook("print(1)", output: "1"))
        try repository.git("add", "-A").check()
        let later = Self.notebook("print(3)", output: "3")
        try repository.write("a.ipynb", later)
        try repository.git("commit", "-qm", "half").check()
        let text = try Self.committed(repository, "a.ipynb")
        #expect(text.contains("print(1)") && !text.contains("stdout"))
        #expect(try repository.read("a.ipynb") == later)
    }

    @Test func theFirstCommitAndDeletions() throws {
        let repository = try TempRepository(install: true)
        try repository.mlops("init", "--no-input").check()
        try repository.write("a.ipynb", Self.notebook("print(1)", output: "1"))
        try repository.git("rm", "-q", "--cached", "--ignore-unmatch", "none").check()
        try repository.commit("first")
        #expect(try !Self.committed(repository, "a.ipynb").contains("stdout"))
        try repository.git("rm", "-qf", "a.ipynb").check()
        try repository.git("commit", "-qm", "gone").check()
    }

    @Test func attributesAndSettingsSwitchItOff() throws {
        let repository = try Self.repository()
        let text = Self.notebook("print(1)", output: "1")
        try repository.write(".gitattributes", "kept/*.ipynb -mlops-strip\n")
        try repository.write("kept/a.ipynb", text)
        try repository.commit("kept")
        #expect(try Self.committed(repository, "kept/a.ipynb") == text)
        try repository.write("b.ipynb", text)
        try repository.git("add", "-A").check()
        try repository.git("-c", "mlops.checkNotebooks=false", "commit", "-qm", "off").check()
        #expect(try Self.committed(repository, "b.ipynb") == text)
    }

    @Test func aBrokenNotebookRefusesTheCommitAndChangesNothing() throws {
        let repository = try Self.repository()
        try repository.write("good.ipynb", Self.notebook("print(1)", output: "1"))
        try repository.write("bad.ipynb", "<<<<<<< HEAD\n{}")
        try repository.git("add", "-A").check()
        let before = try repository.git("ls-files", "--stage").output
        let commit = try repository.git("commit", "-qm", "x")
        #expect(commit.code == 1)
        #expect(commit.errors.hasPrefix("error: bad.ipynb: not a notebook"))
        #expect(try repository.git("ls-files", "--stage").output == before)
        try repository.git("commit", "-qnm", "x").check()
    }

    @Test func filteredNotebooksAreLeftAlone() throws {
        let repository = try Self.repository()
        try repository.write(".gitattributes", "*.ipynb filter=mlops-notebook diff=mlops-notebook\n")
        try repository.write("a.ipynb", Self.notebook("print(1)", output: "1"))
        try repository.git("add", "-A").check()
        let commit = try repository.git("commit", "-qm", "x").check()
        #expect(commit.errors.isEmpty)
        #expect(try !Self.committed(repository, "a.ipynb").contains("stdout"))
    }

    @Test func largeFilesAreNotCommittedWholeWithoutTheFilter() throws {
        let repository = try Self.repository()
        try repository.mlops("uninstall").check()
        try repository.write("x.dat", "content")
        try repository.git("add", "-A").check()
        let commit = try repository.git("commit", "-qm", "x")
        #expect(commit.code == 1)
        #expect(commit.errors.contains("error: x.dat: a large file, but git has no filter 'mlops'"))
        try repository.mlops("install").check()
        try repository.git("add", "--renormalize", "x.dat").check()
        try repository.git("commit", "-qm", "x").check()
        #expect(try Self.committed(repository, "x.dat").hasPrefix("version https://git-lfs"))
    }

    @Test func commitsAreJudgedAsTheIndexIs() throws {
        let repository = try Self.repository()
        let start = try repository.git("rev-parse", "HEAD").output
        try repository.write("a.ipynb", Self.notebook("print(1)", output: "1"))
        try repository.git("add", "-A").check()
        try repository.git("commit", "-qnm", "past the hook").check()
        let index = try repository.git("ls-files", "--stage").output
        let result = try repository.mlops("check", "--from", start, "--to", "HEAD")
        #expect(result.code == 1)
        #expect(result.errors == "error: a.ipynb: not stripped: cell 1: execution count, 1 output")
        #expect(try repository.mlops("check", "--to", "HEAD").code == 1)
        try repository.mlops("check", "--from", "HEAD").check()
        #expect(try repository.git("ls-files", "--stage").output == index)
        #expect(try !Files.list(repository.path(".git")).contains { $0.hasPrefix("mlops-check") })

        let json = try repository.mlops("check", "--from", start, "--json")
        guard case .object(let report) = try JSONValue.parse(json.outputBytes) else { return }
        #expect(report["ok"] == .bool(false))
        #expect(report["notebooks"] == .integer(1))
    }

    @Test func rulesOfACommitAreThoseInIt() throws {
        let repository = try Self.repository()
        let start = try repository.git("rev-parse", "HEAD").output
        try repository.write(".gitattributes", "*.ipynb -mlops-strip\n")
        try repository.write("a.ipynb", Self.notebook("print(1)", output: "1"))
        try repository.commit("kept by attribute")
        try repository.write(".gitattributes", "")
        try repository.commit("no more")
        try repository.mlops("check", "--from", start, "--to", "HEAD~1").check()
        #expect(try repository.mlops("check", "--from", start, "--to", "HEAD").code == 1)
    }

    @Test func nothingStagedSaysNothing() throws {
        let result = try Self.repository().mlops("check").check()
        #expect(result.output.isEmpty && result.errors.isEmpty)
        #expect(try Self.repository().mlops("check", "-v").check().output == "checked 0 notebooks and 0 tables")
    }
}

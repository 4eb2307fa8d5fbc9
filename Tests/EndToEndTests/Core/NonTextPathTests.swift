import MLOpsTestSupport
import Testing

/// Names that are bytes and no UTF-8, as old file systems left them: git takes them, so its commands must not fail for
/// our sake, and what we cannot keep is refused in a sentence.
@Suite struct NonTextPathTests {
    private static let notebook = """
        {"cells": [{"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": ["1"]}],\
        "metadata": {}, "nbformat": 4, "nbformat_minor": 2}
        """

    /// A shell script in which `$E` is the byte 0xe9.
    @discardableResult
    private func script(_ text: String, _ repository: TempRepository) throws -> ShellResult {
        try repository.run(["sh", "-ec", "E=$(printf '\\351')\n" + text])
    }

    @Test func aNotebookIsComparedAndAddedByItsBytes() throws {
        let repository = try TempRepository()
        try repository.mlops("install").check()
        try repository.write(".gitattributes", "*.ipynb filter=mlops-notebook diff=mlops-notebook\n")
        try repository.write("plain.ipynb", Self.notebook + "\n")
        try script("cp plain.ipynb n$E.ipynb; git mlops add n$E.ipynb; git add .; git commit -qm one", repository)
            .check()
        let diff = try script("sed -i 's/\"1\"/\"2\"/' n$E.ipynb; git diff", repository).check()
        #expect(diff.output.contains("n\\351.ipynb") && diff.output.contains("+2"), "\(diff)")
        #expect(try script("git mlops run -q -- ls n$E.ipynb | od -An -tx1", repository).check().output.contains(" e9"))
    }

    @Test func whatWouldBeKeptAsTextIsRefused() throws {
        let repository = try TempRepository()
        try repository.commit("first")
        for command in ["track x$E.bin", "log param p$E 1", "run --name n$E -- true"] {
            let refused = try script("git mlops \(command)", repository)
            #expect(refused.code == 128, "\(refused)")
            #expect(refused.errors.contains("\\351") && refused.errors.contains("is not UTF-8"), "\(refused)")
        }
        #expect(try repository.git("status", "--porcelain").check().output == "")
    }

    @Test func aRepositoryInSuchAFolderWorks() throws {
        let outer = try TempRepository()
        try outer.mlops("install").check()
        let result = try script(
            """
            mkdir r$E; cd r$E; git init -q -b main
            printf '*.bin filter=mlops -text\\n' > .gitattributes; printf 'stages: {}\\n' > mlops.yaml
            git mlops init --no-input >/dev/null 2>&1
            printf content > a.bin; git add .; git commit -qm one; rm a.bin; git checkout a.bin; cat a.bin; echo
            git mlops run -q --name two -- true; git mlops runs list --porcelain | cut -f6; git mlops log verify >/dev/null
            git init -q --bare ../h$E.git; git remote add origin ../h$E.git; git push -q origin main
            git -C ../h$E.git for-each-ref --format='%(refname)' refs/mlops; git status --short
            """, outer
        ).check()
        #expect(result.output == "content\ntwo\nrefs/mlops/v1/runs", "\(result)")
        #expect(try outer.run(["sh", "-c", "ls | wc -l"]).check().output.hasPrefix("2"), "\(result)")
    }
}

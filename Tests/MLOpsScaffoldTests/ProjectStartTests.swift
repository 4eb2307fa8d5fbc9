import MLOpsCore
import MLOpsTestSupport
import Testing

@testable import MLOpsScaffold

/// Templates of other scaffolders are named as such, before a folder is made or a repository set up in them.
@Suite struct ProjectStartTests {
    private static func problem(_ words: [String], in folder: TempRepository, adopt: Bool = false) throws -> Diagnostic?
    {
        try folder.write("ours/default/template.json", "{}")
        let context = TestContext.make(folder)
        do {
            _ = try ProjectStart(
                words, adopt: adopt, templateFolders: [folder.path + "/ours"], context: context)
            return nil
        } catch let error as Diagnostic {
            return error
        }
    }

    @Test(arguments: [
        ("cc/cookiecutter.json", "./cc", "cookiecutter", "cookiecutter ./cc"),
        ("cp/copier.yml", "cp", "copier", "copier copy cp"),
    ])
    func templatesOfOthersAreNamed(_ file: String, _ word: String, _ tool: String, _ command: String) throws {
        let folder = try TempRepository()
        try folder.write(file, "{}")
        for words in [[word], [word, "new"]] {
            let problem = try Self.problem(words, in: folder)
            #expect(problem?.message == "'\(word)' is a template of \(tool)")
            #expect(problem?.hints == ["make the project: \(command), then git mlops init in its folder"])
        }
        #expect(try Self.problem([word], in: folder, adopt: true) == nil)
    }

    @Test(arguments: ["https://host/a/b", "gh:a/b", "git@host:a/b.git", "file:///a"])
    func addressesAreNoFolders(_ word: String) throws {
        let problem = try Self.problem([word], in: try TempRepository())
        #expect(problem?.message == "'\(word)' is an address; templates are folders")
    }

    @Test(arguments: ["a:b", "x@y", "new", "a/b@c:d", "key=https://host"])
    func foldersMayHaveOddNames(_ word: String) throws {
        #expect(try Self.problem([word], in: try TempRepository()) == nil)
    }
}

import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsScaffold

@Suite struct TemplateRenderingTests {
    private static let name = "\"questions\": [{\"name\": \"name\", \"default\": \"pkg\"}]"

    @Test func namesAndContentAreRendered() throws {
        let fixture = try TemplateFixture(
            Self.name,
            files: [
                "dot-gitignore": "x", "dot-github/dot-x/{{ name }}.txt": "{{ name }}\r\n", "{{ name }}/a-dot-b": "",
                "plain": "no final newline",
            ])
        let rendered = try fixture.render()
        #expect(
            rendered.paths == [
                ".github/.x/pkg.txt", ".gitignore", ".mlops-template.json", "keep", "pkg/a-dot-b", "plain",
            ])
        #expect(rendered[".github/.x/pkg.txt"] == "pkg\r\n")
        #expect(rendered["plain"] == "no final newline")
    }

    @Test func anAnswerMakesNoDotfile() throws {
        let fixture = try TemplateFixture(Self.name, files: ["{{ name }}/x": ""])
        #expect(try fixture.render(["name": "dot-config"]).paths.contains("dot-config/x"))
    }

    @Test func rulesDecideWhatIsWritten() throws {
        let rules = """
            \(Self.name), "files": [
              {"path": "docs/**", "when": "name == 'pkg'"}, {"path": "docs/*.md", "when": "false"},
              {"path": "?", "when": "name in ['x', 'y']"}]
            """
        let fixture = try TemplateFixture(
            rules, files: ["docs/a.md": "", "docs/a.txt": "", "docs/deep/b.md": "{{ name }}", "q": "", "qq": ""])
        #expect(try fixture.render().paths == [".mlops-template.json", "docs/a.txt", "docs/deep/b.md", "keep", "qq"])
        #expect(try fixture.render(["name": "x"]).paths == [".mlops-template.json", "keep", "q", "qq"])
    }

    @Test func filesThatAreLeftOutAreNotEvenParsed() throws {
        let fixture = try TemplateFixture(
            "\"files\": [{\"path\": \"bad\", \"when\": \"false\"}]", files: ["bad": "{{ nope }}"])
        #expect(try fixture.render().paths == [".mlops-template.json", "keep"])
    }

    @Test func bytesThatAreNoTextAreCopied() throws {
        let fixture = try TemplateFixture("\"verbatim\": [\"raw/**\"]", files: ["raw/a/b": "${{ x }}"])
        let binary: [UInt8] = Array("{{ nope }}".utf8) + [0], latin: [UInt8] = Array("{{ nope }}".utf8) + [0xe9]
        try fixture.directory.write("files/binary", binary)
        try fixture.directory.write("files/latin", latin)
        let rendered = try fixture.render()
        #expect(rendered.files.first { $0.path == RepoPath("binary") }?.bytes == binary)
        #expect(rendered.files.first { $0.path == RepoPath("latin") }?.bytes == latin)
        #expect(rendered["raw/a/b"] == "${{ x }}")
    }

    @Test func executableBitsAreKept() throws {
        let fixture = try TemplateFixture()
        try fixture.directory.write("files/run", Array("#!/bin/sh\n".utf8), mode: 0o755)
        let modes = try fixture.render().files.map(\.mode)
        #expect(modes == [0o644, 0o644, 0o755])
    }

    @Test func mistakesNameFileAndLine() throws {
        let fixture = try TemplateFixture(files: ["src/{{ 'a' }}.py": "one\ntwo {{ nope }}\n"])
        let error = #expect(throws: TemplateError.self) { try fixture.render() }
        #expect(error?.diagnostic.message == "template file 'files/src/{{ 'a' }}.py', line 2: 'nope' is not defined")
    }

    @Test(arguments: [
        "..", ".", "", "a/b", "/", ".git", ".GIT", ".Git ", ".git.", "GIT~1", ".g\u{200c}it", ".git::$INDEX_ALLOCATION",
        "a\\b", String(repeating: "n", count: 256),
    ]) func hostileNamesAreRefused(_ name: String) throws {
        let fixture = try TemplateFixture(Self.name, files: ["{{ name }}/config": "[core]"])
        // Through the default, as a template of somebody else could do it.
        try fixture.directory.write(
            "template.json",
            Array(
                JSONValue.object([
                    "format": 1, "name": "t", "version": "1",
                    "questions": [.object(["name": "name", "default": .string(name)])],
                ]).serialized()))
        #expect(throws: TemplateError.self) { try fixture.render() }
    }

    @Test(arguments: ["dot-git/config", "a/dot-GIT/hooks/post-commit", "dot-/x", "dot-./x"])
    func hostileTreesAreRefused(_ path: String) throws {
        let fixture = try TemplateFixture(files: [path: ""])
        #expect(throws: TemplateError.self) { try fixture.render() }
    }

    @Test(arguments: [".gitignore", ".gitattributes", ".github/x", "a.git/x", "git/x", "...", "a b", "é/ü"])
    func harmlessNamesAreNot(_ path: String) {
        #expect(ScaffoldPath.problem(RepoPath(path)) == nil)
    }

    /// `files` as a link would copy a folder of the user's into the project.
    @Test func theTreeIsNoLink() throws {
        let fixture = try TemplateFixture()
        let folder = fixture.directory.path
        try Shell.run(
            ["sh", "-c", "mv files elsewhere && ln -s elsewhere files"], in: folder,
            environment: TestEnvironment.make(home: folder)
        ).check()
        #expect(throws: TemplateError("files", "not a folder")) { try fixture.render() }
    }

    @Test func linksInATemplateAreRefused() throws {
        let fixture = try TemplateFixture()
        try Shell.run(
            ["ln", "-s", "/etc/passwd", fixture.directory.path("files/link")], in: fixture.directory.path,
            environment: TestEnvironment.make(home: fixture.directory.path)
        ).check()
        #expect(throws: TemplateError("files/link", "neither a file nor a folder")) { try fixture.render() }
    }

    @Test func twoFilesInOnePlaceAreRefused() throws {
        let same = try TemplateFixture(Self.name, files: ["{{ name }}": "", "pkg": ""])
        #expect(throws: TemplateError("template.json", "two files become 'pkg'")) { try same.render() }
        let nested = try TemplateFixture(Self.name, files: ["{{ name }}": "", "pkg/x": "", "pkg-y": ""])
        #expect(throws: TemplateError("template.json", "'pkg' is a file and a folder")) { try nested.render() }
    }

    @Test func notesAreRenderedAndEmptyOnesDropped() throws {
        let fixture = try TemplateFixture(
            Self.name + ", \"notes\": [\"cd {{ name }}\", \"{% if name == 'x' %}y{% endif %}\"]")
        #expect(try fixture.render().notes == ["cd pkg"])
        #expect(try fixture.render(["name": "x"]).notes == ["cd x", "y"])
    }

    @Test(arguments: [
        ("*", "a", true), ("*", "a/b", false), ("**", "a/b", true), ("a/*", "a/", true), ("a?c", "abc", true),
        ("a?c", "a/c", false), ("a**c", "a/b/c", true), ("**/x", "x", false), ("dir/**", "dir", false),
        ("*.md", "a.md.x", false),
    ]) func patternsMatch(_ pattern: String, _ path: String, _ expected: Bool) {
        #expect(FilePattern(pattern).matches(path) == expected)
    }

    @Test func aHostilePatternTakesNoTime() {
        let pattern = FilePattern(String(repeating: "*a", count: 100))
        #expect(!pattern.matches(String(repeating: "a", count: 1_000) + "b"))
    }
}

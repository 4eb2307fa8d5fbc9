import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsScaffold

@Suite struct TemplateWriterTests {
    private let directory = TempDirectory()
    private var root: String { directory.path("project") }

    private func file(_ path: String, _ text: String, mode: UInt32 = 0o644) -> RenderedFile {
        RenderedFile(path: RepoPath(path), bytes: Array(text.utf8), mode: mode)
    }

    private func outcomes(_ report: ScaffoldReport) -> [ScaffoldReport.Outcome] { report.entries.map(\.outcome) }

    @Test func writesWhatIsMissingAndKeepsTheRest() throws {
        try directory.write("project/same", "1")
        try directory.write("project/other", "mine")
        let files = [file("a/b/new", "n"), file("other", "theirs"), file("run", "x", mode: 0o755), file("same", "1")]
        let plan = try ScaffoldWriter.plan(files, into: root)
        #expect(!Files.exists(directory.path("project/a")))
        let report = try ScaffoldWriter.write(files, into: root)
        #expect(report == plan)
        #expect(outcomes(report) == [.created, .differs, .created, .identical])
        #expect(try directory.read("project/other") == "mine")
        #expect(try directory.read("project/a/b/new") == "n")
        #expect(Files.info(directory.path("project/run"))?.isExecutable == true)
        #expect(Files.info(directory.path("project/a/b/new"))?.isExecutable == false)
        #expect(
            outcomes(try ScaffoldWriter.write(files, into: root)) == [.identical, .differs, .identical, .identical])
        #expect(try Files.list(root) == ["a", "other", "run", "same"])
    }

    @Test func neverGoesThroughALink() throws {
        try directory.write("outside/keep", "")
        try Files.makeDirectories(root)
        for (target, name) in [
            ("../outside", "data"), ("/nowhere", "dangling"), (directory.path("outside/new"), "file"),
        ] {
            try Shell.run(
                ["ln", "-s", target, name], in: root, environment: TestEnvironment.make(home: directory.path)
            ).check()
        }
        let report = try ScaffoldWriter.write(
            [file("dangling", "x"), file("data/raw/x", "x"), file("file", "x"), file("file/y", "y")], into: root)
        #expect(
            outcomes(report) == [
                .differs, .blocked(by: RepoPath("data")), .differs, .blocked(by: RepoPath("file")),
            ])
        #expect(report.blocked == [RepoPath("data/raw/x"), RepoPath("file/y")])
        #expect(try Files.list(directory.path("outside")) == ["keep"])
    }

    @Test func aFileOrFolderInTheWayIsKept() throws {
        try directory.write("project/data", "a file")
        try directory.write("project/README.md/x", "a folder")
        let report = try ScaffoldWriter.write([file("README.md", "x"), file("data/x", "x")], into: root)
        #expect(outcomes(report) == [.differs, .blocked(by: RepoPath("data"))])
        #expect(try directory.read("project/data") == "a file")
    }

    @Test(arguments: ["../x", "/x", "a/../../x", ".git/hooks/pre-commit", ".GIT/config", "a//b", ""])
    func hostilePathsAreRefused(_ path: String) {
        #expect(throws: Diagnostic.self) { try ScaffoldWriter.write([file(path, "x")], into: root) }
        #expect(!Files.exists(directory.path("x")))
    }

    @Test func aFailureLeavesNothing() throws {
        try directory.write("project/mine", "1")
        // Every name is allowed, but the path is longer than the system takes.
        let long = Array(repeating: String(repeating: "n", count: 255), count: 20).joined(separator: "/")
        #expect(throws: SystemError.self) {
            try ScaffoldWriter.write([file("a/b/c", "1"), file("d", "2"), file(long, "3")], into: root)
        }
        #expect(try Files.list(root) == ["mine"])
    }

    @Test func theLongestNameIsWritten() throws {
        let long = String(repeating: "n", count: 255)
        #expect(outcomes(try ScaffoldWriter.write([file(long, "x")], into: root)) == [.created])
    }

    @Test func writersThatRaceLoseNothing() async throws {
        let contents = (0..<8).map { String(repeating: "\($0)", count: 1_000) }
        let root = root
        let created = try await withThrowingTaskGroup(of: Int.self) { group in
            for content in contents {
                let files = (0..<20).map { file("f/\($0)", content) }
                group.addTask { try ScaffoldWriter.write(files, into: root).paths(.created).count }
            }
            return try await group.reduce(0, +)
        }
        #expect(created == 20)
        #expect(try Files.list(Paths.join(root, "f")).count == 20)
        for name in try Files.list(Paths.join(root, "f")) {
            #expect(contents.contains(try directory.read("project/f/\(name)")))
        }
    }
}

import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct ManualTests {
    let manual = Paths.join(TestEnvironment.packageRoot, "docs/man/git-mlops.1")

    /// Verbs that the program lists, and verbs that the manual describes.
    @Test func theManualHasEveryVerbAndNoOther() throws {
        let repository = try TempRepository()
        let words = try repository.mlops("completion", "words").check().output.split(separator: "\n").map(String.init)
        let text = String(decoding: try Files.read(manual), as: UTF8.self)
        let described = text.split(separator: "\n").filter { $0.hasPrefix(".It Ic ") }.map {
            String($0.split(separator: " ")[2])
        }
        #expect(Set(words) == Set(described))
        #expect(described.count == Set(described).count)
    }

    @Test func itRendersWithoutWarnings() throws {
        let repository = try TempRepository()
        let result = try repository.run(["man", "--warnings", "-l", manual], environment: ["PAGER": "cat"]).check()
        #expect(result.errors.isEmpty)
        #expect(result.output.contains("keep data, runs, metrics and models"))
    }

    /// git itself runs man for `--help`.
    @Test func helpShowsIt() throws {
        let repository = try TempRepository()
        try Files.makeDirectories(repository.directory.path("man/man1"))
        try Files.write(try Files.read(manual), to: repository.directory.path("man/man1/git-mlops.1"))
        let result = try repository.run(
            ["git", "mlops", "--help"], environment: ["MANPATH": repository.directory.path("man"), "MANPAGER": "cat"]
        ).check()
        #expect(result.output.contains("keep data, runs, metrics and models"))
    }

    @Test func shortHelpIsUsage() throws {
        let result = try TempRepository().mlops("-h").check()
        #expect(result.output.contains("git mlops <verb> [<options>]"))
    }
}

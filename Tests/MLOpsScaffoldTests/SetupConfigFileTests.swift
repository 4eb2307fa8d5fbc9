import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsScaffold

/// Our writer beside git's own, on real files.
@Suite struct SetupConfigFileTests {
    @Test func gitReadsWhatWeWrite() throws {
        let folder = TempDirectory()
        try folder.write("config", "[user]\n\tname = Ada")
        var entries = FilterKeys.block(withLFS: true).entries
        entries += HookEvent.allCases.map {
            .init("hook", "mlops-\($0.rawValue)", "command", RepositoryKeys.hookCommand($0))
        }
        entries += [.init("a", "b\"c\\d", "e", " f\\g \"h\" # ; ")]
        try ConfigFile.edit(folder.path("config")) { $0.adding(ConfigBlock(name: "install", entries: entries)) }
        let environment = TestEnvironment.make(home: folder.path)
        for entry in entries {
            let read = try Shell.run(
                ["git", "config", "-f", "config", entry.key], in: folder.path, environment: environment)
            #expect(read.output == entry.value, "\(entry.key)")
        }
        #expect(
            try Shell.run(["git", "config", "-f", "config", "user.name"], in: folder.path, environment: environment)
                .output == "Ada")
    }

    @Test func filtersFolderDocumentsTheKeys() throws {
        let text = String(
            decoding: try Files.read(Paths.join(TestEnvironment.packageRoot, "filters/mlops.gitconfig")), as: UTF8.self)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n") + "\n"
        #expect(lines == FilterKeys.block(withLFS: false).body)
    }

    @Test func whatGitConfigAddsInOurSectionsStays() throws {
        let folder = TempDirectory()
        let environment = TestEnvironment.make(home: folder.path)
        let block = FilterKeys.block(withLFS: false)
        try ConfigFile.edit(folder.path("config")) { $0.adding(block) }
        for (key, value) in [
            ("filter.mlops.extra", "1"), ("notes.mine", "2"), ("diff.mlops-notebook.cachetextconv", "true"),
        ] {
            try Shell.run(["git", "config", "-f", "config", key, value], in: folder.path, environment: environment)
                .check()
        }
        try ConfigFile.edit(folder.path("config")) { $0.removing(block) }
        let left = try Shell.run(
            ["git", "config", "-f", "config", "--list"], in: folder.path, environment: environment)
        #expect(left.output == "filter.mlops.extra=1\ndiff.mlops-notebook.cachetextconv=true\nnotes.mine=2")
    }

    @Test func linksAndModesAreKept() throws {
        let folder = TempDirectory()
        try folder.write("dotfiles/gitconfig", "[user]\n", mode: 0o600)
        try Shell.run(
            ["ln", "-s", "dotfiles/gitconfig", "config"], in: folder.path, environment: ["PATH": "/usr/bin:/bin"]
        ).check()
        let block = FilterKeys.block(withLFS: false)
        try ConfigFile.edit(folder.path("config")) { $0.adding(block) }
        #expect(Files.info(folder.path("config"))?.kind == .symbolicLink)
        #expect(Files.info(folder.path("dotfiles/gitconfig"))?.mode == 0o600)
        try ConfigFile.edit(folder.path("config")) { $0.removing(block) }
        #expect(try folder.read("dotfiles/gitconfig") == "[user]\n")
    }

    @Test func aFileThatWasOursToBeginWithGoes() throws {
        let folder = TempDirectory()
        let block = FilterKeys.block(withLFS: false)
        #expect(try ConfigFile.edit(folder.path("config")) { $0.adding(block) })
        #expect(try !ConfigFile.edit(folder.path("config")) { $0.adding(block) })
        #expect(try ConfigFile.edit(folder.path("config")) { $0.removing(block) })
        #expect(try Files.list(folder.path) == [])
    }

    @Test func aHeldLockIsAnErrorAndLeavesAllAsItIs() throws {
        let folder = TempDirectory()
        try folder.write("config", "[user]\n")
        try folder.write("config.lock", "")
        #expect(throws: Diagnostic.self) {
            try ConfigFile.edit(folder.path("config")) { $0.adding(FilterKeys.block(withLFS: false)) }
        }
        #expect(try folder.read("config") == "[user]\n")
        #expect(Files.exists(folder.path("config.lock")))
    }

    @Test(arguments: [
        ("git version 2.39.5", [2, 39, 5]), ("git version 2.54.0.rc1", [2, 54, 0]),
        ("git version 2.39.5 (Apple Git-154)", [2, 39, 5]),
    ]) func gitVersions(_ output: String, _ parts: [Int]) {
        #expect(GitVersion(output: output)?.parts == parts)
    }

    @Test func gitVersionsCompareByNumber() {
        #expect(GitVersion(2, 9) < GitVersion(2, 54))
        #expect(GitVersion(2, 54, 0) >= .hooksInConfiguration)
        #expect(GitVersion(2, 39, 5) < .hooksInConfiguration)
    }
}

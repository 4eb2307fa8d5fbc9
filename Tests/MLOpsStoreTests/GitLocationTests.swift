import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Against what git itself says of each kind of repository.
@Suite struct GitLocationTests {
    func expectAsGit(_ repository: TempRepository, from folder: String, environment: [String: String] = [:]) throws {
        let location = try GitLocation.find(from: folder, environment: environment)
        let arguments = ["git", "rev-parse", "--path-format=absolute", "--git-dir", "--git-common-dir"]
        let merged = repository.environment.merging(environment) { $1 }
        let expected = try Shell.run(arguments, in: folder, environment: merged).check().output
        #expect("\(location.gitDirectory)\n\(location.commonDirectory)" == expected)
    }

    @Test func findsFromTheTopAndFromBelow() throws {
        let repository = try TempRepository()
        try repository.write("a/b/c", "x")
        try expectAsGit(repository, from: repository.path)
        try expectAsGit(repository, from: repository.path("a/b"))
    }

    @Test func findsLinkedWorktreesAndSubmodules() throws {
        let repository = try TempRepository()
        try repository.commit("first")
        try repository.git("worktree", "add", "-q", "../linked").check()
        try expectAsGit(repository, from: repository.directory.path("linked"))
        let outer = TempRepository(sharing: repository, path: repository.directory.path("outer"))
        try repository.git("init", "-q", outer.path).check()
        try outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", repository.path, "sub").check()
        try expectAsGit(repository, from: outer.path("sub"))
    }

    @Test func findsBareRepositoriesAndGitDir() throws {
        let repository = try TempRepository()
        let bare = try repository.addBareRemote()
        try expectAsGit(repository, from: bare)
        try expectAsGit(repository, from: repository.directory.path, environment: ["GIT_DIR": bare])
        try expectAsGit(repository, from: repository.directory.path, environment: ["GIT_DIR": "repo/.git"])
    }

    @Test func saysWhatGitSaysOutsideARepository() {
        #expect(throws: Diagnostic.fatal("not a git repository (or any of the parent directories): .git")) {
            try GitLocation.find(from: "/", environment: [:])
        }
    }

    @Test func readsAlternates() throws {
        let repository = try TempRepository()
        try repository.commit("first")
        try Files.makeDirectories(repository.path(".git/lfs"))
        let clone = try repository.clone("clone", options: ["--shared"])
        let location = try GitLocation.find(from: clone.path, environment: [:])
        #expect(location.alternateStores(environment: [:]) == [repository.path(".git/lfs")])
    }

    @Test func alternatesMayBeQuoted() throws {
        let directory = TempDirectory()
        for path in [#"a "b"/lfs"#, "c/lfs", ".git/objects/info"] { try Files.makeDirectories(directory.path(path)) }
        let lines = [#"a \"b\""#, #"\143"#].map { "\"" + directory.path($0) + "/objects\"\n" }
        try directory.write(".git/objects/info/alternates", "# no\n" + lines.joined())
        let location = GitLocation(gitDirectory: directory.path(".git"), commonDirectory: directory.path(".git"))
        #expect(
            location.alternateStores(environment: [:]) == [directory.path(#"a "b"/lfs"#), directory.path("c/lfs")])
    }
}

import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Invariant: every kind of clone shows all runs, or says that its view is partial and how to mend it; none loses any.
@Suite struct CloneKindTests {
    /// Two runs on the server; it serves partial clones.
    private func published() throws -> SyncProject {
        let project = try SyncProject()
        for key in ["uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"] {
            try project.first.run(["git", "-C", project.bare, "config", key, "true"]).check()
        }
        for name in ["one", "two"] { try project.record(name, in: project.first) }
        try project.first.git("push", "-q").check()
        return project
    }

    /// Records in the clone, and sees that nobody lost anything.
    private func expectWholeLife(_ clone: TempRepository, _ project: SyncProject) throws {
        #expect(try project.runs(clone) == ["one", "two"])
        let isBare = try clone.git("rev-parse", "--is-bare-repository").output == "true"
        let wanted: Set = isBare ? ["one", "two"] : ["one", "two", "three"]
        if !isBare { try project.record("three", in: clone) }
        try clone.mlops("log", "tag", "--run", "one", "seen=in the clone").check()
        #expect(try project.runs(clone) == wanted)
        try clone.mlops("sync").check()
        #expect(try project.runsOnServer() == wanted)
        try project.first.git("fetch", "-q").check()
        #expect(try project.runs(project.first) == wanted)
        #expect(try project.first.mlops("runs", "show", "one").output.contains("in the clone"))
        for path in [clone.path, project.bare] {
            #expect(try clone.run(["git", "-C", path, "fsck", "--strict"]).code == 0)
        }
    }

    @Test(arguments: [
        [], ["--depth=1"], ["--filter=blob:none"], ["--filter=tree:0"], ["--depth=1", "--filter=blob:none"],
        ["--single-branch"], ["--bare"], ["--mirror"], ["--bare", "--filter=blob:none"], ["--sparse"],
    ]) func clones(options: [String]) throws {
        let project = try published()
        let clone = try project.first.clone("clone", from: project.address, options: options)
        try expectWholeLife(clone, project)
        if options.contains("--depth=1") {
            #expect(try clone.git("rev-list", "--count", "HEAD").output == "1")
        }
    }

    @Test func linkedWorktree() throws {
        let project = try published()
        let clone = try project.clone("clone")
        try clone.git("worktree", "add", "-q", "../linked").check()
        try expectWholeLife(TempRepository(sharing: clone, path: clone.directory.path("linked")), project)
        #expect(try project.runs(clone) == ["one", "two", "three"])
    }

    @Test func submodule() throws {
        let project = try published()
        let outer = try TempRepository(name: "outer")
        try outer.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", project.bare, "module").check()
        let module = TempRepository(sharing: outer, path: outer.path("module"))
        try expectWholeLife(module, project)
        // The outer repository has no runs and gets none.
        #expect(try project.refs(outer.path, "refs/mlops") == [])
    }

    @Test func aCopyWritesUnderItsOwnName() throws {
        let project = try published()
        let clone = try project.clone("clone")
        try project.record("three", in: clone)
        let copy = TempRepository(sharing: clone, path: clone.directory.path("copy"))
        try clone.run(["cp", "-r", clone.path, copy.path]).check()
        #expect(try copy.mlops("doctor").output.contains("this clone is a copy of another"))
        try project.record("here", in: clone)
        try project.record("there", in: copy)
        #expect(try clone.read(".git/mlops/writer") != copy.read(".git/mlops/writer"))
        for repository in [clone, copy, clone] { try repository.mlops("sync").check() }
        #expect(try project.runs(clone) == ["one", "two", "three", "here", "there"])
        #expect(try project.runsOnServer() == ["one", "two", "three", "here", "there"])
    }

    /// Where nothing is lacking behind the cut, it is mended without the network, before git can collect it.
    @Test func fetchingOneCommitHidesNothingThatIsHere() throws {
        let project = try published()
        let clone = try project.clone("clone", from: project.address)
        #expect(try project.runs(clone) == ["one", "two"])
        try clone.git("fetch", "-q", "--depth", "1").check()
        #expect(try clone.git("rev-list", "--count", SyncProject.trunk).output == "1")
        #expect(try clone.mlops("runs", "list").check().errors == "")
        #expect(try clone.git("rev-list", "--count", SyncProject.trunk).output != "1")
        #expect(try clone.git("rev-list", "--count", "HEAD").output == "1")
        try clone.git("gc", "-q", "--prune=now").check()
        try Files.remove(clone.path(".git/mlops/index.sqlite"))
        #expect(try project.runs(clone) == ["one", "two"])
    }

    /// What git's collection took behind the cut comes back from the remote; the rest of history stays cut off.
    @Test func aLogThatWasCutOffSaysSoAndIsFilled() throws {
        let project = try published()
        let clone = try project.clone("clone", from: project.address)
        #expect(try project.runs(clone) == ["one", "two"])
        try clone.git("fetch", "-q", "--depth", "1").check()
        try clone.git("reflog", "expire", "--expire=now", "--all").check()
        try clone.git("gc", "-q", "--prune=now").check()
        try Files.removeTree(clone.path(".git/mlops"))
        let partial = try clone.mlops("runs", "list").check()
        #expect(partial.errors.contains("partial view: the log of runs is cut off in this shallow clone"), "\(partial)")
        #expect(partial.errors.contains("hint: git mlops sync"))
        #expect(try clone.mlops("doctor").output.contains("partial view"))
        let refused = try clone.mlops("log", "compact")
        #expect(refused.code != 0)
        try project.record("three", in: clone)
        try clone.mlops("sync").check()
        #expect(try project.runs(clone) == ["one", "two", "three"])
        #expect(try clone.mlops("runs", "list").errors == "")
        #expect(try clone.git("rev-list", "--count", "HEAD").output == "1")
        #expect(try clone.git("fsck", "--strict").code == 0)
        #expect(try project.runsOnServer() == ["one", "two", "three"])
    }

    /// A plain fetch of a partial clone brings the log without its ops.
    @Test(arguments: ["blob:none", "tree:0"]) func aPartialCloneGetsTheOpsAtOnce(filter: String) throws {
        let project = try published()
        let clone = try project.clone("clone", "--filter=\(filter)", from: project.address)
        try clone.git("config", "--add", "remote.origin.fetch", "+refs/mlops/v1/*:refs/mlops-remote/origin/v1/*")
            .check()
        try clone.git("fetch", "-q").check()
        let trace = clone.directory.path("trace")
        let list = try clone.run(["git", "mlops", "runs", "list", "--porcelain"], environment: ["GIT_TRACE": trace])
            .check()
        #expect(Set(list.output.split(separator: "\n").map { $0.split(separator: "\t").last! }) == ["one", "two"])
        let commands = String(decoding: try Files.read(trace), as: UTF8.self).split(separator: "\n")
        #expect(commands.count { $0.contains("built-in: git cat-file") } == 0)
        try expectWholeLife(clone, project)
    }

    @Test func aPartialCloneWithoutItsRemoteSaysSo() throws {
        let project = try published()
        let clone = try project.clone("clone", "--filter=blob:none", from: project.address)
        try clone.git("config", "--add", "remote.origin.fetch", "+refs/mlops/v1/*:refs/mlops-remote/origin/v1/*")
            .check()
        try clone.git("fetch", "-q").check()
        try Files.rename(project.bare, to: project.bare + ".gone")
        let partial = try clone.mlops("runs", "list").check()
        #expect(partial.errors.contains("of the log cannot be read in this partial clone"), "\(partial)")
        #expect(partial.errors.contains("hint: git mlops sync"))
        try Files.rename(project.bare + ".gone", to: project.bare)
        try expectWholeLife(clone, project)
    }

    @Test func aCloneThatCannotFetchIsNotShownAsEmpty() throws {
        let project = try published()
        let clone = try project.clone("clone")
        try Files.rename(project.bare, to: project.bare + ".gone")
        for _ in 0..<2 {
            let list = try clone.mlops("runs", "list").check()
            #expect(list.errors.contains("warning: partial view: "), "\(list)")
        }
        try Files.rename(project.bare + ".gone", to: project.bare)
        try clone.mlops("sync").check()
        try expectWholeLife(clone, project)
    }

    /// A host that deploys fetches the small registry alone.
    @Test func aDeployHostFetchesTheRegistryOnly() throws {
        let project = try published()
        try project.first.mlops("model", "register", "--name", "fraud", "mlops.yaml").check()
        try project.first.mlops("sync").check()
        let host = try project.clone("host")
        try host.git("config", "mlops.stores", "registry").check()
        try host.mlops("sync").check()
        try host.git("fetch", "-q").check()
        #expect(try project.refs(host.path, "refs/mlops-remote/") == ["refs/mlops-remote/origin/v1/registry"])
        #expect(try host.mlops("model", "list").check().output.contains("fraud"))
        #expect(try project.refs(project.bare, "refs/mlops/") == ["refs/mlops/v1/registry", SyncProject.trunk])
    }

    /// What a plain fetch brings is in the trunk after the next command, every time: pruning then drops nothing.
    @Test func everyPlainFetchIsFolded() throws {
        let project = try SyncProject()
        let clone = try project.clone("c")
        try clone.mlops("init", "--no-input").check()
        for name in ["one", "two"] {
            try project.record(name, in: project.first)
            try project.first.mlops("sync").check()
            try clone.git("fetch", "-q").check()
            #expect(try project.runs(clone).contains(name))
            let heads = try clone.git("rev-parse", SyncProject.trunk, "refs/mlops-remote/origin/v1/runs").check().output
            #expect(Set(heads.split(separator: "\n")).count == 1)
        }
    }
}

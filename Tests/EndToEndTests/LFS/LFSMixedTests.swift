import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// One clone, two programs.
@Suite struct LFSMixedTests {
    init() throws {
        try #require(Peers.find("git-lfs") != nil, Comment(rawValue: Peers.missing("git-lfs")))
    }

    @Test(arguments: LFSProject.Program.allCases)
    func aRepositoryOfOneOpensInTheOther(_ first: LFSProject.Program) throws {
        let (project, server) = try LFSProject.served(by: first, files: 4, of: 30_000)
        let other = project.with(first == .ours ? .real : .ours)
        try project.git("push", "-q", "-u", "origin", "main").check()
        #expect(try other.lfs("status", "--porcelain").check().output == "")
        try other.lfs("fsck").check()
        try other.write("2.bin", 50_000, seed: 9)
        try other.commit("other")
        try project.lfs("fsck").check()
        #expect(try project.git("status", "--porcelain").output == "")
        try other.git("push", "-q").check()
        let clone = try other.clone("clone", first)
        try clone.git("config", "lfs.url", server.url).check()
        try clone.lfs("pull").check()
        #expect(try clone.repository.bytes("2.bin") == LargeFileProject.content(50_000, seed: 9))
        #expect(try clone.git("status", "--porcelain").output == "")
        #expect(try server.violations() == [])
    }

    @Test func hooksOfEitherAreTheOthers() throws {
        let project = try LFSProject(.ours, installs: false)
        let real = project.with(.real)
        try project.lfs("install").check()
        try real.lfs("install").check()
        try real.lfs("update").check()
        try project.lfs("update").check()
        try real.lfs("uninstall").check()
        #expect(!Files.exists(project.repository.path(".git/hooks/pre-push")))
        try real.lfs("install").check()
        try project.lfs("uninstall").check()
        #expect(!Files.exists(project.repository.path(".git/hooks/post-merge")))
    }

    @Test func theLinkIsMadeInAnInstalledTree() throws {
        let repository = try TempRepository()
        let prefix = repository.directory.path("prefix")
        try Files.makeDirectories(prefix + "/bin")
        try Files.makeDirectories(prefix + "/share/git-mlops/hooks")
        for name in ["git-mlops", "git-mlops-filter"] {
            try repository.run(["cp", "\(TestEnvironment.products)/\(name)", "\(prefix)/bin/\(name)"]).check()
        }
        let environment = ["PATH": "\(prefix)/bin:\(repository.environment["PATH"] ?? "")", "GIT_MLOPS_SHARE": ""]
        let installed = try repository.run(["git", "mlops", "install", "--lfs"], environment: environment).check()
        #expect(installed.output.contains("Linked \(prefix)/bin/git-lfs"))
        let version = try repository.run(["git", "lfs", "version"], environment: environment).check().output
        #expect(version.hasPrefix("git-lfs/3.") && version.contains("git-mlops"))
        #expect(try repository.run(["git", "lfs", "install"], environment: environment).code == 0)
        #expect(try repository.git("config", "filter.lfs.process").output == "git-mlops-filter process")
        try repository.run(["git", "mlops", "uninstall"], environment: environment).check()
        #expect(!Files.exists(prefix + "/bin/git-lfs"))
    }

    @Test func anotherProgramOfThatNameStays() throws {
        let repository = try TempRepository()
        let prefix = repository.directory.path("prefix")
        try Files.makeDirectories(prefix + "/bin")
        try Files.makeDirectories(prefix + "/share/git-mlops/hooks")
        try repository.run(["cp", "\(TestEnvironment.products)/git-mlops", "\(prefix)/bin/git-mlops"]).check()
        try Files.write(Array("#!/bin/sh\n".utf8), to: prefix + "/bin/git-lfs", mode: 0o755)
        let environment = ["PATH": "\(prefix)/bin:\(repository.environment["PATH"] ?? "")", "GIT_MLOPS_SHARE": ""]
        let result = try repository.run(["git", "mlops", "install", "--lfs"], environment: environment).check()
        #expect(result.errors.contains("is another program"))
        #expect(try Files.read(prefix + "/bin/git-lfs") == Array("#!/bin/sh\n".utf8))
    }
}

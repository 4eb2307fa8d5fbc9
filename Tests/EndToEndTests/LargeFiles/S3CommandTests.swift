import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Large files on an S3 server, through the commands that people type.
@Suite struct S3CommandTests {
    static let keys = ["AWS_ACCESS_KEY_ID": "KEY", "AWS_SECRET_ACCESS_KEY": "SECRET"]

    let project: LargeFileProject
    let server: TestServer
    var repository: TempRepository { project.repository }

    init() throws {
        project = try LargeFileProject()
        server = try TestServer("faulty")
        for index in 0..<3 {
            try repository.write("f\(index).bin", LargeFileProject.content(50_000, seed: UInt64(index)))
        }
        try repository.commit("data")
    }

    func mlops(_ arguments: String..., in clone: TempRepository? = nil) throws -> ShellResult {
        try (clone ?? repository).run(["git", "mlops"] + arguments, environment: Self.keys)
    }

    @discardableResult
    func add(_ options: String...) throws -> ShellResult {
        try repository.run(
            ["git", "mlops", "remote", "add", "team", "s3://models/p", "--endpoint", server.url, "--default"] + options
        ).check()
    }

    @Test func aRemoteIsTriedOnOneScreen() throws {
        try add()
        let result = try mlops("remote", "test").check()
        #expect(
            result.output == """
                remote 'team'
                  find    ok
                  write   ok
                  read    ok
                  delete  ok
                """)
        let failed = try repository.mlops("remote", "test")
        #expect(failed.code == 1)
        #expect(failed.output.contains("find    cannot find AWS credentials"))
        #expect(failed.errors.contains("hint: set AWS_ACCESS_KEY_ID"))
        #expect(try mlops("remote", "test", "--json").check().output.contains("\"ok\": true"))
    }

    @Test func listShowsTheServerAndRemoveForgetsTheTrust() throws {
        try add("--shared")
        #expect(try mlops("remote").check().output == "* team\ts3://models/p at \(server.url) (.mlopsconfig)")
        #expect(try repository.git("config", "mlops.team.trusted").check().output == server.url)
        try mlops("remote", "remove", "team").check()
        #expect(try repository.git("config", "mlops.team.trusted").code == 1)
    }

    @Test func pushCloneAndPull() throws {
        let bare = try repository.addBareRemote()
        try add("--shared")
        try repository.commit("remote")
        #expect(try mlops("push").check().errors.hasSuffix("pushed 3 objects, 146.48 KiB"))
        #expect(try mlops("push").check().errors == "")
        try repository.run(["git", "push", "-q", "origin", "main"], environment: Self.keys).check()
        // A clone does not send credentials to a server that a file names, and says what to type.
        let target = repository.directory.path("clone")
        let clone = try Shell.run(
            ["git", "clone", "-q", bare, target], in: repository.directory.path,
            environment: repository.environment.merging(Self.keys) { $1 })
        #expect(clone.code != 0)
        #expect(clone.errors.contains("if you trust it: git config mlops.team.trusted '\(server.url)'"))
        let copy = TempRepository(sharing: repository, path: target)
        try copy.git("config", "mlops.team.trusted", server.url).check()
        try copy.run(["git", "restore", "--source=HEAD", "--staged", "--worktree", ":/"], environment: Self.keys)
            .check()
        #expect(try copy.bytes("f2.bin") == LargeFileProject.content(50_000, seed: 2))
        #expect(try LargeFileProject.isClean(copy))
    }

    @Test func progressIsShownWhenAskedFor() throws {
        try add()
        let json = try mlops("push", "--progress=json").check().errors.split(separator: "\n").map(String.init)
        let events = try json.filter { $0.hasPrefix("{") }.map { try JSONValue.parse(Array($0.utf8)) }
        guard case .object(let last)? = events.last else {
            Issue.record("\(json)")
            return
        }
        #expect(last["title"] == .string("Uploading data"))
        #expect(last["done"] == .integer(3) && last["total"] == .integer(3))
        try Files.removeTree(repository.path(".git/lfs/objects"))
        let text = try mlops("fetch", "--progress").check().errors
        #expect(text.contains("\rDownloading data: 100% (3/3), 146.48 KiB"))
        #expect(text.contains(", done.\n"))
        try Files.removeTree(repository.path(".git/lfs/objects"))
        #expect(try mlops("fetch", "-q").check().errors == "")
    }

    @Test func theRemoteIsCheckedAndMended() throws {
        let folder = repository.directory.path("store")
        try repository.mlops("remote", "add", "--default", "team", folder).check()
        try repository.mlops("push").check()
        let store = ObjectStore(root: folder)
        let objects = (0..<3).map { ContentHasher.object(of: LargeFileProject.content(50_000, seed: UInt64($0))) }
        #expect(
            try repository.mlops("fsck", "--remote").check().errors
                == "checked 3 objects on the remote, 0 of them byte by byte")
        try Files.remove(store.path(of: objects[0].id))
        try Files.setMode(store.path(of: objects[1].id), 0o644)
        try Files.write([UInt8](repeating: 0, count: 50_000), to: store.path(of: objects[1].id))
        let found = try repository.mlops("fsck", "--remote", "--data", "100%")
        #expect(found.code == 1)
        #expect(
            found.output.split(separator: "\n").map(String.init) == [
                "missing-object: f0.bin (\(objects[0].id.hex))", "corrupt-object: f1.bin (\(objects[1].id.hex))",
            ])
        #expect(found.errors.contains("hint: 'git mlops fsck --remote --repair' sends what this clone has"))
        let mended = try repository.mlops("fsck", "--remote", "--data=100", "--repair").check()
        #expect(mended.output.split(separator: "\n").allSatisfy { $0.hasSuffix(", repaired") })
        #expect(
            try repository.mlops("fsck", "--remote", "--data", "100%", "--json").check().output.contains(
                "\"findings\": []"))
        for object in objects { #expect(try store.verify(object)) }
        #expect(try repository.mlops("fsck", "--data", "5").code == 129)
    }

    @Test func wrongPlacesAreRefusedBeforeTheyAreWritten() throws {
        for url in ["s3://", "s3://b?key=x", "gopher://x", "rclone:x"] {
            let result = try repository.mlops("remote", "add", "bad", url)
            #expect(result.code == 128 && result.errors.contains("hint: "), "\(result)")
        }
        #expect(try repository.mlops("remote").check().output == "")
    }
}

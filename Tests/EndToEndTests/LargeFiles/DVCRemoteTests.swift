import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// `git mlops migrate dvc` where contents are on DVC's remotes only.
@Suite struct DVCRemoteTests {
    let fixture: DVCFixture
    var repository: TempRepository { fixture.repository }
    static let keys = ["AWS_ACCESS_KEY_ID": "KEY", "AWS_SECRET_ACCESS_KEY": "SECRET"]

    init() throws {
        fixture = try DVCFixture()
    }

    /// A file, a folder and a file of DVC 2, whose contents lie in `root` only.
    private func fill(_ root: String) throws {
        let first = try fixture.store(Array("one".utf8), in: root)
        try fixture.pointer("a.bin.dvc", "md5: \(first)\nhash: md5\npath: a.bin")
        let second = try fixture.store(Array("two".utf8), in: root)
        let list = Array("[{\"md5\": \"\(second)\", \"relpath\": \"sub/b.bin\"}]".utf8)
        let folder = DVCFixture.md5(list)
        try fixture.store(list, in: root, as: folder + ".dir")
        try fixture.pointer("set.dvc", "md5: \(folder).dir\nhash: md5\npath: set")
        let old = try fixture.store(Array("\u{0}old\r\n".utf8), in: root, isLegacy: true)
        try fixture.pointer("old.bin.dvc", "md5: \(old)\nsize: 6\npath: old.bin")
    }

    private func migrate(_ arguments: String..., keys: [String: String] = Self.keys) throws -> ShellResult {
        try repository.run(
            ["git", "mlops", "migrate", "dvc"] + arguments,
            environment: keys.merging(["AWS_EC2_METADATA_DISABLED": "true"]) { $1 })
    }

    private func expectAll() throws {
        #expect(try repository.read("a.bin") == "one")
        #expect(try repository.read("set/sub/b.bin") == "two")
        #expect(try repository.read("old.bin") == "\u{0}old\r\n")
        try repository.git("commit", "-qm", "large files").check()
        #expect(try LargeFileProject.isClean(repository))
        #expect(try LargeFileProject.storeIsSound(repository))
        #expect(!Files.exists(repository.path(".git/mlops/dvc")))
    }

    @Test func contentsOfABucket() throws {
        try fill("../served/bucket/dvc")
        let server = try TestServer("rclone", repository.directory.path("served"), "KEY", "SECRET")
        try repository.write(
            ".dvc/config",
            """
            [core]
                remote = cloud
            ['remote "base"']
                url = s3://bucket
                endpointurl = \(server.url)
            ['remote "cloud"']
                url = remote://base/dvc
                access_key_id = KEY
                secret_access_key = SECRET
            """)
        try repository.commit("dvc")
        let untrusted = try migrate()
        #expect(untrusted.code == 1)
        #expect(untrusted.errors.contains("would send your AWS credentials to '\(server.url)'"))
        try repository.git("config", "mlops.cloud.trusted", server.url).check()
        let keyless = try migrate(keys: [:])
        #expect(keyless.errors.contains("in .dvc/config are not used"))
        #expect(keyless.errors.contains("cannot find AWS credentials"))
        #expect(try migrate("--dry-run").check().output.contains("would convert set.dvc (1 file)"))
        #expect(!Files.exists(repository.path("a.bin")))
        try repository.write(
            ".dvc/config.local", "['remote \"cloud\"']\naccess_key_id = KEY\nsecret_access_key = SECRET\n")
        let done = try migrate(keys: [:]).check()
        #expect(done.errors.contains("--endpoint '\(server.url)' cloud 's3://bucket/dvc'"))
        try expectAll()
    }

    /// What a run that was killed has fetched is not fetched again, and what is damaged there is not taken.
    @Test func contentsOfAWebServer() throws {
        try fill("../web/dvc")
        let folder = repository.directory.path("web")
        let server = try TestServer(script: "Tests/EndToEndTests/Imports/outside.py", [folder])
        try repository.write(
            ".dvc/config", "['remote \"web\"']\n    url = http://127.0.0.1:\(server.port)/dvc\n")
        try repository.commit("dvc")
        let digits = DVCFixture.md5(Array("one".utf8))
        let path = "/dvc/files/md5/\(digits.prefix(2))/\(digits.dropFirst(2))"
        try fixture.store(Array("bad".utf8), in: "../web/dvc", as: digits)
        let damaged = try migrate()
        #expect(damaged.errors.contains("from remote 'web' of DVC: what came is not what its name says"))
        #expect(damaged.errors.contains("cannot convert 'a.bin.dvc'"))
        try fixture.store(Array("one".utf8), in: "../web/dvc", as: digits)
        try Files.remove(folder + "/requests")
        try migrate().check()
        let requests = try Files.read(folder + "/requests").asText.split(separator: "\n")
        #expect(requests == ["\(path) 200 -"])
        try expectAll()
    }

    @Test func contentsThatRcloneReaches() throws {
        let rclone = try #require(Peers.find("rclone"), Comment(rawValue: Peers.missing("rclone")))
        try fill("../other/copy")
        try repository.write(".dvc/config", "['remote \"drive\"']\n    url = gdrive://folder\n")
        try repository.commit("dvc")
        let refused = try migrate()
        #expect(refused.errors.contains("'gdrive://folder' is of a kind that is not known here"))
        #expect(refused.errors.contains("hint: dvc fetch"))
        let path = Paths.parent(rclone) + ":" + (repository.environment["PATH"] ?? "")
        try migrate("--from", "rclone::local:\(repository.directory.path("other/copy"))", keys: ["PATH": path]).check()
        try expectAll()
    }

    /// `foreach`, `matrix` and values: the template says it for all stages that it makes.
    @Test func stagesOfTemplates() throws {
        let one = try fixture.store(Array("one".utf8)), two = try fixture.store(Array("two".utf8))
        try repository.write("params.yaml", "name: model\n")
        try repository.write(
            "dvc.yaml",
            """
            stages:
              each:
                foreach: [a, b]
                do:
                  cmd: make ${item}
                  outs:
                  - ${item}.bin
              grid:
                matrix: {n: [1]}
                cmd: make ${item.n}
                outs:
                - g${item.n}.bin: {persist: true}
              plain:
                cmd: make it
                outs: ["${name}.bin"]
            """ + "\n")
        let entry = { (digits: String, path: String) in
            "    cmd: x\n    outs:\n    - path: \(path)\n      hash: md5\n      md5: \(digits)\n      size: 3\n"
        }
        try repository.write(
            "dvc.lock",
            "schema: '2.0'\nstages:\n" + "  each@a:\n" + entry(one, "a.bin") + "  each@b:\n" + entry(two, "b.bin")
                + "  grid@1:\n" + entry(one, "g1.bin") + "  plain:\n" + entry(two, "model.bin"))
        try repository.commit("dvc")
        let result = try migrate("--stages").check()
        #expect(result.errors.contains("converted 4 files"))
        let text = try repository.read("dvc.yaml")
        #expect(text.contains("- {\"${item}.bin\": {cache: false}}\n"))
        #expect(text.contains("- {\"g${item.n}.bin\": {persist: true, cache: false}}\n"))
        #expect(text.contains("outs: [{\"${name}.bin\": {cache: false}}]\n"))
        #expect(try repository.read("b.bin") == "two")
        #expect(try repository.read("model.bin") == "two")
        try repository.git("commit", "-qm", "large files").check()
        #expect(try LargeFileProject.isClean(repository))
    }
}

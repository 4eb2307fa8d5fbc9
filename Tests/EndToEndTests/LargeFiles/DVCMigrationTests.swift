import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// `git mlops migrate dvc` on what is missing, damaged, old or hostile.
@Suite struct DVCMigrationTests {
    let fixture: DVCFixture
    var repository: TempRepository { fixture.repository }

    init() throws {
        fixture = try DVCFixture()
    }

    private func add(_ name: String, _ text: String) throws {
        let bytes = Array(text.utf8)
        try repository.write(name, bytes)
        try fixture.pointer(name + ".dvc", "md5: \(try fixture.store(bytes))\nhash: md5\npath: \(Paths.name(name))")
        let ignore = Paths.join(Paths.parent(name), ".gitignore")
        let lines = (try? repository.read(ignore)) ?? ""
        try repository.write(ignore, lines + "/\(Paths.name(name))\n")
    }

    /// Nothing may be changed by a migration that is refused.
    private func refused(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) throws
        -> ShellResult
    {
        let before = try fixture.state()
        let result = try repository.run(["git", "mlops", "migrate", "dvc"] + arguments)
        #expect(result.code != 0, sourceLocation: sourceLocation)
        #expect(try fixture.state() == before, sourceLocation: sourceLocation)
        return result
    }

    @Test(arguments: [
        "../../x", "/etc/passwd", ".git/config", "sub/.GIT/hooks/post-checkout", "../repo/.git/config", ".dvc/config",
        ".gitattributes", "a/../..", "s3://bucket/key", "\"a\\0b\"", ".",
    ])
    func hostilePathsAreRefused(_ path: String) throws {
        let bytes = Array("evil".utf8)
        try fixture.pointer("a.dvc", "md5: \(try fixture.store(bytes))\nhash: md5\npath: \(path)")
        try repository.commit("hostile")
        #expect(try refused().errors.contains("cannot convert 'a.dvc'"))
    }

    @Test func hostileFoldersAreRefused() throws {
        let content = try fixture.store(Array("evil".utf8))
        for (index, relative) in ["../x", ".git/config", "/etc/x", "a/../../x", ".gitmodules"].enumerated() {
            let list = Array("[{\"md5\": \"\(content)\", \"relpath\": \"\(relative)\"}]".utf8)
            let digits = DVCFixture.md5(list)
            try fixture.store(list, as: digits + ".dir")
            try fixture.pointer("\(index).dvc", "md5: \(digits).dir\nhash: md5\npath: data\(index)")
        }
        try repository.commit("hostile")
        #expect(try refused().errors.split(separator: "\n").count { $0.contains("cannot convert '") } == 5)
    }

    @Test func aLinkThatLeadsOutIsNotFollowed() throws {
        try add("data/a.bin", "content")
        try repository.commit("dvc")
        try Files.removeTree(repository.path("data"))
        try Files.makeDirectories(repository.directory.path("outside"))
        try repository.write(
            "data.dvc", "outs:\n- md5: \(DVCFixture.md5(Array("content".utf8)))\n  hash: md5\n  path: data/b\n")
        try repository.run(["ln", "-s", "../outside", "data"]).check()
        _ = try fixture.migrate()
        #expect(try Files.list(repository.directory.path("outside")).isEmpty)
    }

    @Test func whatIsMissingStopsAllUnlessTold() throws {
        try add("here.bin", "here")
        try add("lost.bin", "lost")
        try repository.write(
            ".dvc/config",
            "['remote \"cloud\"']\n    url = s3://bucket/dvc\n    endpointurl = http://127.0.0.1:1\n[core]\n    remote = cloud\n"
        )
        try repository.commit("dvc")
        try Files.remove(repository.path("lost.bin"))
        let digits = DVCFixture.md5(Array("lost".utf8))
        try Files.remove(repository.path(".dvc/cache/files/md5/\(digits.prefix(2))/\(digits.dropFirst(2))"))
        let result = try refused()
        #expect(
            result.errors.contains("its content is neither in the cache nor on a remote that can be read: 'lost.bin'"))
        #expect(result.errors.contains("hint: dvc fetch 'lost.bin.dvc'"))
        #expect(try refused("--dry-run").errors.contains("lost.bin"))
        let partly = try fixture.migrate("--keep-going", "--json")
        #expect(partly.code == 1)
        let json = try JSONValue.parse(partly.outputBytes)
        #expect(json["converted"]?.arrayValue?.count == 1)
        #expect(json["problems"]?.arrayValue?.first?["command"]?.stringValue == "dvc fetch 'lost.bin.dvc'")
        #expect(json["remotes"]?.arrayValue?.first?["command"]?.stringValue?.contains("s3://bucket/dvc") == true)
        #expect(try repository.git("ls-files", "*.bin", "*.dvc").check().output == "here.bin\nlost.bin.dvc")
    }

    @Test func aDamagedCacheIsNoticed() throws {
        try add("a.bin", "one")
        try add("b.bin", "two")
        try repository.commit("dvc")
        for text in ["one", "two"] { try fixture.store(Array("bad".utf8), as: DVCFixture.md5(Array(text.utf8))) }
        try Files.remove(repository.path("b.bin"))
        let result = try refused()
        #expect(result.errors.split(separator: "\n").count { $0.contains("is damaged") } == 2)
        #expect(result.errors.contains("cannot convert 'b.bin.dvc'"))
        try fixture.store(Array("two".utf8), in: "../store", as: DVCFixture.md5(Array("two".utf8)))
        try repository.write(".dvc/config.local", "['remote \"other\"']\nurl = ../../store\n")
        try fixture.migrate().check()
        #expect(try fixture.filter("a.bin") == Pointer(ContentHasher.object(of: Array("one".utf8))).encoded)
        #expect(try repository.read("b.bin") == "two")
    }

    /// Of DVC 2: another place, and line ends that do not count in texts.
    @Test func theLayoutOfDVC2() throws {
        let text = Array("one\r\ntwo\r\n".utf8), data = Array("\u{0}a\r\nb".utf8)
        try fixture.store(text, isLegacy: true, as: DVCFixture.md5(Array("one\ntwo\n".utf8)))
        try fixture.store(data, isLegacy: true)
        try fixture.pointer("t.txt.dvc", "md5: \(DVCFixture.md5(Array("one\ntwo\n".utf8)))\nsize: 10\npath: t.txt")
        try fixture.pointer("d.bin.dvc", "md5: \(DVCFixture.md5(data))\nsize: 5\npath: d.bin")
        try repository.commit("dvc")
        try fixture.migrate().check()
        #expect(try repository.bytes("t.txt") == text)
        #expect(try repository.bytes("d.bin") == data)
        try repository.git("commit", "-qm", "large files").check()
        #expect(try LargeFileProject.isClean(repository))
    }

    /// A change that DVC was not told of is a change afterwards, too.
    @Test func aChangedFileStaysChanged() throws {
        try add("a.bin", "old")
        try repository.commit("dvc")
        try repository.write("a.bin", "new!")
        #expect(try fixture.migrate().check().errors.contains("'a.bin' was changed"))
        #expect(try repository.read("a.bin") == "new!")
        #expect(try fixture.filter("a.bin") == Pointer(ContentHasher.object(of: Array("old".utf8))).encoded)
        try repository.git("commit", "-qm", "large files").check()
        #expect(try repository.git("status", "--porcelain").check().output == " M a.bin")
    }

    @Test func anErrorLeavesEverythingAsItWas() throws {
        try add("data/a.bin", "content")
        try repository.write("data/.gitignore", "/a.bin\n/other\n")
        try repository.commit("dvc")
        try repository.write(".git/index.lock", "")
        _ = try refused()
        try Files.remove(repository.path(".git/index.lock"))
        try repository.write("data/.gitattributes", "*.bin -filter\n")
        try repository.commit("attributes that take the filter away")
        #expect(try refused().errors.contains("another .gitattributes takes the filter"))
        try repository.write("data/.gitattributes", "")
        try repository.write("data/.gitignore", "/a.bin\n/other\n/unstaged\n")
        try fixture.migrate().check()
        #expect(try repository.read("data/.gitignore") == "/other\n/unstaged\n")
        #expect(try LargeFileProject.blob(repository, "data/.gitignore") == Array("/other\n".utf8))
    }

    /// Before the index was written, and after it, with the `.dvc` file still there.
    @Test func aKilledRunIsFinishedByTheNext() throws {
        try add("a.bin", "content")
        try repository.commit("dvc")
        let pointer = try repository.bytes("a.bin.dvc")
        try repository.write(".gitattributes", "/a.bin filter=mlops diff=mlops merge=mlops -text\n")
        try Files.remove(repository.path(".gitignore"))
        try fixture.migrate().check()
        let entries = try repository.git("ls-files", "-s").check().output
        let names = try repository.git("ls-files").check().output.split(separator: "\n")
        #expect(names.contains(".gitattributes") && names.contains("a.bin"))
        #expect(!names.contains("a.bin.dvc") && !names.contains(".gitignore"))
        try repository.write("a.bin.dvc", pointer)
        try fixture.migrate().check()
        #expect(!Files.exists(repository.path("a.bin.dvc")))
        #expect(try repository.git("ls-files", "-s").check().output == entries)
        #expect(try repository.read(".gitattributes").split(separator: "\n").count == 1)
    }

    @Test func importsAndAnnotationsAreTold() throws {
        let digits = try fixture.store(Array("x".utf8))
        try repository.write(
            "x.bin.dvc",
            """
            md5: 00000000000000000000000000000000
            frozen: true
            desc: a file
            deps:
            - path: data/x.bin
              repo:
                url: https://example.com/registry.git
                rev_lock: abc123
            wdir: sub
            outs:
            - md5: \(digits)
              hash: md5
              path: ../x.bin
              meta: {owner: me}
            """)
        try repository.commit("dvc")
        let result = try fixture.migrate().check()
        #expect(result.errors.contains("was imported: data/x.bin of https://example.com/registry.git at abc123"))
        #expect(result.errors.contains("desc, meta not kept"))
        #expect(try repository.read("x.bin") == "x")
    }

    /// As ConfigObj and DVC read it: comments behind values, quotes, names in any case, `~`.
    @Test(arguments: [
        ("[Cache] # of the team\n  'Dir' = \"../../a b\" # shared\n", "../a b"),
        ("[cache]\n  dir = '''../../store'''\n", "../store"),
        ("[cache]\n  dir = ~/store#1\n", "../home/store"),
        ("[core]\n  remote = Team\n['remote \"team\"']\n  URL = ../../store # here\n", "../store"),
    ])
    func configurationIsReadAsDVCReadsIt(_ text: String, _ place: String) throws {
        try repository.write(".dvc/config", text)
        let home = try #require(repository.environment["HOME"])
        let root = place.hasPrefix("../home/") ? Paths.join(home, "store") : repository.path(place)
        let digits = DVCFixture.md5(Array("x".utf8))
        try Files.makeDirectories(Paths.join(root, "files/md5/\(digits.prefix(2))"))
        try Files.write(Array("x".utf8), to: Paths.join(root, "files/md5/\(digits.prefix(2))/\(digits.dropFirst(2))"))
        try fixture.pointer("x.bin.dvc", "md5: \(digits)\nhash: md5\npath: x.bin")
        let errors = try fixture.migrate().check().errors
        #expect(try repository.read("x.bin") == "x")
        #expect(errors.contains("remote add --default team") == text.contains("remote"))
    }

    /// `dvc push` to a remote with versions writes them into the `.dvc` file; the cache still has what the MD5 names.
    @Test func versionsOfACloudAreInTheCacheToo() throws {
        let (x, y) = (try fixture.store(Array("x".utf8)), try fixture.store(Array("y".utf8)))
        try fixture.pointer("x.bin.dvc", "md5: \(x)\nhash: md5\npath: x.bin\ncloud: {s3: {version_id: v}}")
        let files = "[{relpath: x, md5: \(x)}, {relpath: s/y, md5: \(y), cloud: {s3: {version_id: v}}}]"
        try fixture.pointer("d.dvc", "hash: md5\npath: d\nfiles: \(files)")
        try repository.write(".gitignore", "/d\n/x.bin\n")
        try repository.commit("dvc")
        try fixture.migrate().check()
        #expect(try repository.read("x.bin") == "x" && repository.read("d/x") == "x" && repository.read("d/s/y") == "y")
        #expect(try repository.read(".gitattributes").contains("/d/** filter=mlops"))
        #expect(!Files.exists(repository.path(".gitignore")))
        try fixture.pointer("e.dvc", "hash: etag\netag: e\npath: e\ncloud: {s3: {version_id: v}}")
        #expect(try refused().errors.contains("'e' is kept by versions of a cloud"))
    }

    /// What DVC does not see is none of ours; a stage of old is not taken for data.
    @Test func hiddenFilesAndStagesOfOldAreLeftAlone() throws {
        let digits = try fixture.store(Array("x".utf8))
        try fixture.pointer("old/lost.dvc", "md5: 00000000000000000000000000000000\nhash: md5\npath: lost")
        try repository.write(".dvcignore", "# not used\nold\n")
        try fixture.pointer("d.dvc", "hash: md5\npath: d\nfiles: [{relpath: .gitkeep, md5: \(digits)}]")
        try repository.commit("dvc")
        try fixture.migrate().check()
        #expect(try repository.read("d/.gitkeep") == "x")
        #expect(Files.exists(repository.path("old/lost.dvc")))
        try repository.write("s.dvc", "cmd: cp a b\nouts:\n- md5: \(digits)\n  path: b\n")
        #expect(try refused().errors.contains("cannot convert 's.dvc': it is a stage with a command"))
    }

    @Test func withoutAFilterOrAProjectItSaysSo() throws {
        try Files.removeTree(repository.path(".dvc"))
        #expect(try fixture.migrate().errors.contains("cannot find a DVC project"))
        try Files.makeDirectories(repository.path(".dvc"))
        try repository.git("config", "--global", "--unset", "filter.mlops.process").check()
        #expect(try fixture.migrate().errors.contains("hint: git mlops install"))
    }
}

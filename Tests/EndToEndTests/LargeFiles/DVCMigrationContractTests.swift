import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// `git mlops migrate dvc` on what the real dvc has written.
@Suite struct DVCMigrationContractTests {
    private static let script = """
        set -e
        mkdir -p data/set/inner
        i=0; while [ $i -lt 1000 ]; do echo "$i" > "data/set/$i.bin"; i=$((i + 1)); done
        echo deep > 'data/set/inner/ä ö.bin'
        printf 'run\\n' > data/run.sh; chmod +x data/run.sh
        echo x > 'data/[odd] näme!.bin'
        : > data/empty
        """

    private func checksums(_ repository: TempRepository) throws -> String {
        let script = "find data -type f ! -name '*.dvc' ! -name .gitignore -exec sha256sum {} + | sort"
        return try repository.run(["sh", "-c", script]).check().output
    }

    private func isShared(_ path: String, _ repository: TempRepository) throws -> Bool {
        if try Descriptor(opening: path).linkCount() > 1 { return true }
        return try repository.run(["cp", "--reflink=always", path, "reflinked"]).code == 0
    }

    @Test func filesFoldersModesAndNames() throws {
        let fixture = try DVCFixture(settings: [])
        let repository = fixture.repository
        try repository.run(["sh", "-c", Self.script]).check()
        try repository.write("data/.gitignore", "/mine\n")
        try fixture.dvc(["add", "-q", "data/set", "data/run.sh", "data/[odd] näme!.bin", "data/empty"])
        try repository.commit("dvc")
        let before = try checksums(repository)
        let dry = try fixture.migrate("--dry-run").check()
        #expect(dry.output.contains("would convert data/set.dvc (1001 files)"))
        #expect(try LargeFileProject.isClean(repository))
        let result = try fixture.migrate().check()
        #expect(result.errors.contains("converted 1004 files"))
        #expect(try checksums(repository) == before)
        #expect(try repository.git("diff", "--name-only").check().output.isEmpty)
        #expect(try repository.git("ls-files", "*.dvc").check().output.isEmpty)
        #expect(try repository.read("data/.gitignore") == "/mine\n")
        #expect(try repository.git("ls-files", "-s", "data/run.sh").check().output.hasPrefix("100755"))
        #expect(try fixture.filter("data/set/7.bin") == Pointer(ContentHasher.object(of: Array("7\n".utf8))).encoded)
        let object = ContentHasher.object(of: Array("7\n".utf8))
        #expect(try isShared(ObjectStore(root: repository.path(".git/lfs")).path(of: object.id), repository))
        try Files.remove(repository.path("reflinked"))
        try repository.git("commit", "-qm", "large files").check()
        #expect(try LargeFileProject.isClean(repository))
        #expect(try LargeFileProject.storeIsSound(repository))
        try repository.addBareRemote()
        try repository.mlops("push").check()
        try repository.git("push", "-q", "origin", "main").check()
        let clone = try repository.clone("clone", from: repository.directory.path("origin.git"))
        #expect(try checksums(clone) == before)
        #expect(try LargeFileProject.isClean(clone))
    }

    /// Files that are the cache's own, by a link, become files of their own: whoever writes to them spoils nothing.
    @Test(arguments: ["hardlink", "symlink"]) func linksToTheCacheBecomeFiles(_ kind: String) throws {
        let fixture = try DVCFixture(settings: [("cache.type", kind), ("cache.dir", "../shared-cache")])
        let repository = fixture.repository
        try repository.write("data/a.bin", "content")
        try repository.write("data/set/b.bin", "more")
        try fixture.dvc(["add", "-q", "data/a.bin", "data/set"])
        try repository.commit("dvc")
        #expect(Files.isDirectory(repository.directory.path("shared-cache/files")))
        try fixture.migrate().check()
        try repository.git("commit", "-qm", "large files").check()
        #expect(try LargeFileProject.isClean(repository))
        for name in ["data/a.bin", "data/set/b.bin"] {
            let file = try Descriptor(opening: repository.path(name))
            #expect(try file.linkCount() == 1)
            #expect(Files.info(repository.path(name))?.kind == .file)
            #expect((Files.info(repository.path(name))?.mode ?? 0) & 0o200 != 0)
        }
        try repository.run(["sh", "-c", "echo changed >> data/a.bin"]).check()
        #expect(try LargeFileProject.storeIsSound(repository))
        #expect(try LargeFileProject.storeIsSound(repository, root: ".git/lfs"))
        let cached = repository.directory.path("shared-cache/files/md5/9a/0364b9e99bb480dd25e1f0284c8555")
        #expect(try Files.read(cached) == Array("content".utf8))
    }

    /// A project in a folder, contents on a remote that is a folder, a stage, and the way back.
    @Test func aFolderARemoteStagesAndTheWayBack() throws {
        let fixture = try DVCFixture(prefix: "ml/", settings: [])
        let repository = fixture.repository
        try Files.makeDirectories(repository.directory.path("storage"))
        try fixture.dvc(["remote", "add", "-q", "-d", "store", "../../storage"])
        try repository.write("ml/in.bin", "input")
        try fixture.dvc(["add", "-q", "in.bin"])
        let stage = """
            # the pipeline
            stages:
              train:
                cmd: cp in.bin model.bin && echo '{"a":1}' > m.json
                deps: [in.bin]
                outs:
                - model.bin   # the model
                metrics: [m.json: {cache: false}]
            """
        try repository.write("ml/dvc.yaml", stage + "\n")
        try fixture.dvc(["repro", "-q"])
        try fixture.dvc(["push", "-q"])
        try repository.commit("dvc")
        try Files.removeTree(repository.path("ml/.dvc/cache"))
        try Files.remove(repository.path("ml/model.bin"))
        let result = try fixture.migrate("--stages").check()
        #expect(result.errors.contains("git mlops remote add --default store"))
        #expect(try repository.read("ml/model.bin") == "input")
        #expect(try repository.read("ml/dvc.yaml").contains("- {model.bin: {cache: false}}   # the model"))
        #expect(try repository.read("ml/.gitattributes").contains("/in.bin filter=mlops"))
        let undo = try #require(result.errors.split(separator: "hint: to undo it before that: ").last)
        try Shell.run(["sh", "-c", String(undo)], in: repository.path("ml"), environment: repository.environment)
            .check()
        #expect(try LargeFileProject.isClean(repository))
        try fixture.migrate("--stages").check()
        try repository.git("commit", "-qm", "large files").check()
        #expect(try LargeFileProject.isClean(repository))
        #expect(try fixture.dvc(["status"]).contains("up to date"))
    }
}

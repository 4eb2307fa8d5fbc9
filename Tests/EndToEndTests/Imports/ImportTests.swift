import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct ImportTests {
    private struct Stand {
        let repository: TempRepository
        let folder: String
        private let server: TestServer

        init() throws {
            repository = try TempRepository(install: true)
            folder = repository.directory.path("outside")
            try Files.makeDirectories(folder)
            server = try TestServer(script: "Tests/EndToEndTests/Imports/outside.py", [folder])
        }

        func url(_ name: String, host: String = "127.0.0.1") -> String { "http://\(host):\(server.port)/\(name)" }

        func serve(_ name: String, _ text: String) throws {
            try Files.write(Array(text.utf8), to: Paths.join(folder, name))
        }

        func requests() throws -> String {
            String(decoding: try Files.read(Paths.join(folder, "requests")), as: UTF8.self)
        }
    }

    @Test func anImportIsRecordedAndUpdated() throws {
        let stand = try Stand()
        let repository = stand.repository
        try stand.serve("d.csv", "a,b\n1,2\n")
        try repository.mlops("import-url", stand.url("d.csv"), "data/d.csv").check()
        #expect(try repository.read("data/d.csv") == "a,b\n1,2\n")
        let record = try repository.read("data/d.csv.dvc")
        for part in [
            "path: \"\(stand.url("d.csv"))\"", "checksum: ", "last_modified: ", "sha256: ", "time: ", "size: 8",
        ] {
            #expect(record.contains(part), "\(part) in \(record)")
        }
        #expect(try repository.mlops("update", "data/d.csv").check().errors.contains("up to date"))
        #expect(try stand.requests().contains("/d.csv 304"))
        try stand.serve("d.csv", "a,b\n1,2\n3,4\n")
        // A change of the user's own is not overwritten unasked.
        try repository.write("data/d.csv", "mine")
        let refused = try repository.mlops("update", "data/d.csv")
        #expect(refused.code == 128 && refused.errors.contains("changed here"))
        try Files.remove(repository.path("data/d.csv"))
        try repository.mlops("update", "data/d.csv.dvc").check()
        #expect(try repository.read("data/d.csv") == "a,b\n1,2\n3,4\n")
        #expect(try repository.read("data/d.csv.dvc").contains("size: 12"))
        let again = try repository.mlops("import-url", stand.url("d.csv"), "data/d.csv")
        #expect(again.code == 128 && again.errors.contains("is there already"))
    }

    /// By its attribute it is a large file as any other.
    @Test func aLargeFileIsImportedAsOne() throws {
        let stand = try Stand()
        let repository = stand.repository
        try repository.mlops("track", "*.bin").check()
        try stand.serve("d.bin", String(repeating: "x", count: 5000))
        try repository.mlops("import-url", stand.url("d.bin")).check()
        try repository.commit("import")
        #expect(try repository.git("show", "HEAD:d.bin").check().output.hasPrefix("version https://git-lfs"))
        // Not filled in, it still counts as what was imported.
        try repository.write("d.bin", try repository.git("show", "HEAD:d.bin").check().output + "\n")
        #expect(try repository.mlops("update", "d.bin").check().errors.contains("up to date"))
    }

    /// Whatever the other side does: a sentence, no file, no half file.
    @Test(arguments: [
        ("cut", "cannot reach"), ("huge", "is longer than"), ("endless", "is longer than"), ("part", "answered 206"),
        ("nothing", "answered 404"), ("to?http://localhost:1/d", "redirects to another host, 'localhost:1'"),
        ("to?file:///etc/passwd", "redirects to what is no address"), ("to?/to?/to?/", "answered 404"),
    ]) func hostileAnswersAreRefused(_ name: String, _ sentence: String) throws {
        let stand = try Stand()
        let result = try stand.repository.mlops("import-url", "--max-size", "1000000", stand.url(name), "x.csv")
        #expect(result.code == 128)
        #expect(result.errors.contains(sentence), "\(result)")
        #expect(try Files.list(stand.repository.path) == [".git"])
        let left = (try? Files.list(stand.repository.path(".git/mlops/tmp"))) ?? []
        #expect(left.isEmpty)
    }

    @Test func redirectsFollowWhereTheyMay() throws {
        let stand = try Stand()
        try stand.serve("d", "1")
        try stand.repository.mlops("import-url", stand.url("to?/d"), "same").check()
        let other = "to?" + stand.url("d", host: "localhost")
        let host = String(stand.url("", host: "localhost").dropFirst(7).dropLast())
        try stand.repository.mlops("import-url", "--allow-host", host, stand.url(other), "other").check()
        // What was allowed once is written down.
        try stand.serve("d", "22")
        try stand.repository.mlops("update", "other").check()
        #expect(try stand.repository.read("other") == "22")
        try stand.repository.mlops("import-url", stand.url("odd"), "odd").check()
        #expect(try !stand.repository.read("odd.dvc").contains("checksum"))
    }

    @Test(arguments: ["../x", "/etc/x", ".git/x", "a/.GIT/x", "link/x", "folder"])
    func placesOutsideTheWorktreeAreRefused(_ path: String) throws {
        let stand = try Stand()
        try stand.serve("d", "1")
        try Files.makeDirectories(stand.repository.path("folder"))
        try Shell.run(
            ["ln", "-s", stand.folder, "link"], in: stand.repository.path, environment: stand.repository.environment
        ).check()
        #expect(try stand.repository.mlops("import-url", "--force", stand.url("d"), path).code == 128)
        #expect(try Files.list(stand.folder).sorted().filter { $0 != "requests" } == ["d"])
    }

    @Test func secretsAreNotWrittenDown() throws {
        let repository = try TempRepository()
        let result = try repository.mlops("import-url", "https://ada:secret@example.com/d", "d")
        #expect(result.code == 128 && !result.errors.contains("secret"))
    }

    /// A clone reads no file of its machine because the repository says so.
    @Test func localFilesOfOthersNeedTrust() throws {
        let repository = try TempRepository()
        try repository.directory.write("secret.txt", "one")
        let path = repository.directory.path("secret.txt")
        try repository.mlops("import-url", path, "d.txt").check()
        try repository.commit("import")
        try repository.directory.write("secret.txt", "two")
        let clone = try repository.clone("clone")
        let refused = try clone.mlops("update", "d.txt")
        #expect(refused.code == 128 && refused.errors.contains("mlops.trustedImport"))
        #expect(try clone.read("d.txt") == "one")
        try repository.mlops("update", "d.txt").check()
        #expect(try repository.read("d.txt") == "two")
    }

    /// The real dvc takes our records for its own, and we take its.
    @Test func dvcReadsOursAndWeReadDVCs() throws {
        let stand = try Stand()
        let repository = stand.repository
        let dvc = try #require(Peers.find("dvc"), Comment(rawValue: Peers.missing("dvc")))
        func run(_ arguments: String...) throws -> ShellResult {
            try repository.run([dvc] + arguments, environment: ["DVC_NO_ANALYTICS": "1"]).check()
        }
        _ = try run("init", "-q")
        try stand.serve("d.csv", "1")
        try repository.mlops("import-url", stand.url("d.csv"), "ours.csv").check()
        try repository.mlops("import-url", Paths.join(stand.folder, "d.csv"), "local.csv").check()
        _ = try run("import-url", "-q", stand.url("d.csv"), "theirs.csv")
        #expect(try run("status", "--json").output == "{}")
        try stand.serve("d.csv", "23")
        try repository.mlops("update", "theirs.csv").check()
        #expect(try repository.read("theirs.csv") == "23")
        _ = try run("update", "-q", "ours.csv.dvc", "local.csv.dvc")
        #expect(try repository.read("ours.csv") == "23")
        #expect(try repository.mlops("update", "ours.csv").check().errors.contains("up to date"))
        #expect(
            try run("status", "--json").output
                == "{\"theirs.csv.dvc\": [{\"changed outs\": {\"theirs.csv\": \"not in cache\"}}]}")
    }

    @Test(arguments: ["moto", "rclone"]) func otherPlacesAreImportedAndUpdated(_ place: String) throws {
        let rclone = try #require(Peers.find("rclone"), Comment(rawValue: Peers.missing("rclone")))
        let repository = try TempRepository(install: true)
        let folder = repository.directory.path("outside")
        try Files.makeDirectories(folder)
        let server = place == "moto" ? try TestServer("moto") : nil
        let address = server.map { "s3://data/d.csv?endpoint=\($0.url)" } ?? "rclone::local:\(folder)/d.csv"
        let path = Paths.parent(rclone) + ":" + (repository.environment["PATH"] ?? "")
        func put(_ text: String) throws {
            try Files.write(Array(text.utf8), to: Paths.join(folder, "d.csv"))
            guard let server else { return }
            let settings = [
                "PATH": path, "RCLONE_CONFIG": "/dev/null", "RCLONE_CONFIG_M_TYPE": "s3",
                "RCLONE_CONFIG_M_PROVIDER": "Other",
                "RCLONE_CONFIG_M_ENDPOINT": server.url, "RCLONE_CONFIG_M_ACCESS_KEY_ID": "K",
                "RCLONE_CONFIG_M_SECRET_ACCESS_KEY": "S",
            ]
            try repository.run([rclone, "copyto", "\(folder)/d.csv", "M:data/d.csv"], environment: settings).check()
        }
        func mlops(_ words: String...) throws -> ShellResult {
            try repository.run(
                ["git", "mlops"] + words,
                environment: ["PATH": path, "AWS_ACCESS_KEY_ID": "K", "AWS_SECRET_ACCESS_KEY": "S"]
            )
            .check()
        }
        try put("a\n1\n")
        _ = try mlops("import-url", address, "d.csv")
        #expect(try mlops("update", "d.csv").errors.contains("up to date"))
        try put("a\n1\n22\n")
        _ = try mlops("update", "d.csv")
        #expect(try repository.read("d.csv") == "a\n1\n22\n")
        server.map { withExtendedLifetime($0) {} }
    }

    /// A dependency outside is asked for by its ETag, and recorded as DVC records it.
    @Test func aStageMayDependOnSomethingOutside() throws {
        let stand = try Stand()
        let repository = stand.repository
        try stand.serve("d.csv", "1\n")
        try repository.write(".dvc/config", "")
        try repository.write(
            "dvc.yaml", "stages:\n  s:\n    cmd: echo x > o\n    deps: [\(stand.url("d.csv"))]\n    outs: [o]\n")
        try repository.mlops("repro").check()
        let lock = try repository.read("dvc.lock")
        #expect(lock.contains("    - path: \(stand.url("d.csv"))\n      hash: md5\n      checksum: '\""))
        #expect(try repository.mlops("repro").check().errors == "Everything is up to date")
        try stand.serve("d.csv", "2\n")
        let status = try repository.mlops("stage", "status").check().output
        #expect(status == "s  runs: '\(stand.url("d.csv"))' changed")
        try Files.remove(Paths.join(stand.folder, "d.csv"))
        #expect(try repository.mlops("repro").errors.contains("has no such file: it answered 404"))
        try repository.write("dvc.yaml", "stages:\n  s: {cmd: x, outs: ['s3://b/o']}\n")
        #expect(try repository.mlops("stage", "list").errors.contains("lies outside the repository"))
    }
}

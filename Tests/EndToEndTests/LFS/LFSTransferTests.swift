import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Transfers with a server that checks every request against the documents, and that fails in every way it may.
@Suite struct LFSTransferTests {
    let project: LFSProject
    let server: LFSServer

    init() throws {
        (project, server) = try LFSProject.served(files: 5, of: 40_000)
    }

    func push() throws { try project.lfs("push", "origin", "main").check() }

    func expectNoViolations() throws { #expect(try server.violations() == []) }

    /// Everything is fetched anew and is what it was.
    func expectRoundTrip() throws {
        try project.removeObjects()
        try project.lfs("fetch").check()
        try project.lfs("fsck", "--objects").check()
        #expect(try LargeFileProject.storeIsSound(project.repository))
        try expectNoViolations()
    }

    @Test(arguments: LFSProject.Program.allCases)
    func pushAndFetch(_ program: LFSProject.Program) throws {
        // The real one on the same server shows that the server asks for nothing of its own invention.
        let project = project.with(program)
        try project.lfs("push", "origin", "main").check()
        #expect(try server.objects().count == 5)
        try project.removeObjects()
        try project.lfs("fetch").check()
        #expect(try LargeFileProject.storeIsSound(project.repository))
        try expectNoViolations()
    }

    @Test func bodiesAreWhatTheDocumentsSay() throws {
        try push()
        let body = try #require(try server.bodies().first { $0["objects"] != nil })
        #expect(body["operation"] == "upload" && body["transfers"] == ["basic"] && body["hash_algo"] == "sha256")
        #expect(body["ref"] == ["name": "refs/heads/main"])
        #expect(body["objects"]?.arrayValue?.count == 5)
        #expect(try server.requests().filter { $0.contains("/verify/") }.count == 5)
    }

    @Test func aSecondPushAsksOnceAndSendsNothing() throws {
        try project.git("config", "lfs.locksverify", "false").check()
        try push()
        try server.forgetRequests()
        try push()
        #expect(try server.requests() == ["POST /repo.git/info/lfs/objects/batch 200"])
    }

    @Test func aPushWithoutLargeFilesStaysOffTheNetwork() throws {
        try project.git("push", "-q", "origin", "main").check()
        try server.forgetRequests()
        try project.repository.write("readme", "text")
        try project.commit("text")
        try project.git("push", "-q", "origin", "main").check()
        #expect(try server.requests() == [])
    }

    @Test(
        arguments: [
            ["batch_limit": 1], ["batch_limit": 2], ["rate_limited": 2], ["batch_failures": 2], ["storage_failures": 3],
            ["expired": 1], ["forgotten": 2], ["verify_failures": 2], ["chunked": true],
        ] as [JSONObject])
    func uploadsGoOn(_ switches: JSONObject) throws {
        try server.set(switches)
        // Three is the least.
        try project.git("config", "lfs.transfer.maxverifies", "-1").check()
        try push()
        #expect(try server.objects().count == 5)
        try server.set(["batch_limit": 0])
        try expectRoundTrip()
    }

    @Test func anActionThatHasAlwaysRunOutIsNotUsed() throws {
        try server.set(["expired": 99])
        let result = try project.lfs("push", "origin", "main")
        #expect(result.code == 2 && result.errors.contains("has expired already"))
        #expect(try server.objects() == [])
        #expect(try server.violations() == [])
    }

    @Test(
        arguments: [
            ["batch_limit": 2], ["rate_limited": 2], ["batch_failures": 1], ["storage_failures": 3], ["expired": 1],
            ["forgotten": 1], ["truncated": 4], ["truncated": 4, "ignores_range": true],
            ["truncated": 2, "refuses_range": true], ["corrupted": 2],
        ] as [JSONObject])
    func downloadsGoOn(_ switches: JSONObject) throws {
        try push()
        try server.set(switches)
        try expectRoundTrip()
    }

    @Test func anInterruptedDownloadIsResumed() throws {
        try push()
        try server.set(["truncated": 5])
        try server.forgetRequests()
        try expectRoundTrip()
        #expect(try server.requests().contains { $0.hasSuffix(" 206") })
    }

    @Test func aPatientServerIsWaitedForOnlySoLong() throws {
        try project.git("config", "lfs.transfer.maxretrytime", "1").check()
        try server.set(["rate_limited": 100, "retry_after": "30"])
        let result = try project.lfs("push", "origin", "main")
        #expect(result.code == 2 && result.errors.contains("slow down"))
    }

    @Test func oneMissingObjectDoesNotStopTheOthers() throws {
        try push()
        let lost = ContentHasher.object(of: LargeFileProject.content(80_000, seed: 2)).id.hex
        try Files.remove("\(server.folder)/objects/\(lost)")
        try project.removeObjects()
        let result = try project.lfs("fetch")
        #expect(result.code == 2)
        #expect(result.errors.contains("[\(lost)] it is not on the server"))
        #expect(result.errors.contains("error: failed to fetch some objects from 'origin'"))
        #expect(try project.run(["sh", "-c", "find .git/lfs/objects -type f | wc -l"]).output.contains("4"))
    }

    @Test(arguments: [404, 410, 422, 409])
    func objectErrorsAreTold(_ code: Int64) throws {
        let object = ContentHasher.object(of: LargeFileProject.content(80_000, seed: 2)).id.hex
        try server.set(["errors": .object([object: .integer(code)])])
        let result = try project.lfs("push", "origin", "main")
        #expect(result.code == 2)
        #expect(result.errors.contains(object) && result.errors.contains("not this one"))
        #expect(try server.objects().count == 4)
    }

    @Test func damagedLocalContentIsNotSent() throws {
        let object = ContentHasher.object(of: LargeFileProject.content(80_000, seed: 2))
        let path = ObjectStore(root: project.repository.path(".git/lfs")).path(of: object.id)
        try Files.setMode(path, 0o644)
        try Files.write([UInt8](repeating: 0, count: 80_000), to: path)
        let result = try project.lfs("push", "origin", "main")
        #expect(result.code == 2 && result.errors.contains("damaged"))
        #expect(try !server.objects().contains(object.id.hex))
    }

    @Test func ourOwnVerbsUseTheServerToo() throws {
        try project.git("config", "filter.lfs.process", "git-mlops-filter process").check()
        try project.run(["git", "mlops", "push", "origin"]).check()
        #expect(try server.objects().count == 5)
        try project.removeObjects()
        try project.run(["git", "mlops", "pull"]).check()
        #expect(try LargeFileProject.storeIsSound(project.repository))
        try expectNoViolations()
    }

    @Test func checkoutFetchesWhatIsMissing() throws {
        try project.git("push", "-q", "origin", "main").check()
        let clone = try project.clone("clone")
        try clone.git("config", "lfs.url", server.url).check()
        #expect(try clone.repository.bytes("1.bin").count < 200)
        try clone.lfs("pull").check()
        #expect(try clone.repository.bytes("1.bin") == LargeFileProject.content(40_000, seed: 1))
        #expect(try clone.git("status", "--porcelain").output.isEmpty)
        try clone.removeObjects()
        try Files.remove(clone.repository.path("2.bin"))
        try clone.git("checkout", "2.bin").check()
        #expect(try clone.repository.bytes("2.bin") == LargeFileProject.content(80_000, seed: 2))
        try expectNoViolations()
    }

    @Test func tusUploadsGoOnWhereTheyStopped() throws {
        try project.git("config", "lfs.tustransfers", "true").check()
        try project.git("config", "lfs.concurrenttransfers", "1").check()
        try server.set(["transfer": "tus", "broken_patches": 1])
        try push()
        #expect(try server.objects().count == 5)
        // Half of one came, and then the other half.
        let patches = try server.patches().map { $0.split(separator: " ").compactMap { Int($0) } }
        #expect(patches.count == 6 && patches.filter { $0[0] > 0 && $0[0] == $0[1] }.count == 1)
        try server.set(["transfer": "basic"])
        try expectRoundTrip()
    }

    @Test func kindsOfContentAreToldAsGitLFSDoes() throws {
        try #require(Peers.find("git-lfs") != nil, Comment(rawValue: Peers.missing("git-lfs")))
        let starts: [[UInt8]] = [
            Array("%PDF-1.7 x".utf8), Array("GIF89a".utf8), [0x89] + Array("PNG\r\n".utf8) + [0x1a, 0x0a, 0],
            Array("RIFF1234WAVEfmt ".utf8), Array("RIFF1234WEBPVP8 ".utf8), Array("PK".utf8) + [3, 4, 0],
            [0x1f, 0x8b, 8, 0], Array(" \n<!doctype html>".utf8), Array("<?xml version='1'?>".utf8),
            [0xff, 0xfe, 65, 0],
            [0xef, 0xbb, 0xbf, 65], Array("plain text, with\ttabs\n".utf8), [1, 2, 3],
            [0, 0, 0, 16] + Array("ftypmp42".utf8) + [0, 0, 0, 0],
            Array("<b>x".utf8), Array("<bx>".utf8), [0xff, 0xd8, 0xff, 0xe0], Array("ID3".utf8) + [4],
            [0, 0x61, 0x73, 0x6d, 1],
            Array("\u{7f}ELF".utf8), [0x1b, 0x5b], Array("a\u{0}".utf8), Array("Rar!".utf8) + [0x1a, 7, 1, 0],
        ]
        for (number, start) in starts.enumerated() { try project.repository.write("k\(number).bin", start) }
        try project.commit("kinds")
        var kinds: [[String: String]] = []
        for program in LFSProject.Program.allCases {
            try project.with(program).lfs("push", "origin", "main").check()
            kinds.append(try server.types())
            try project.run(["sh", "-c", "rm -r '\(server.folder)/objects/'* '\(server.folder)/types'"]).check()
        }
        #expect(kinds[0] == kinds[1] && kinds[0].count == 5 + starts.count)
        try project.git("config", "lfs.contenttype", "false").check()
        try push()
        #expect(try Set(server.types().values) == ["application/octet-stream"])
    }

    /// Two remotes, of which only the second has the objects.
    private func otherRemote() throws -> LFSServer {
        let other = try LFSServer(in: project.repository.directory, "other")
        try push()
        try project.run(["sh", "-c", "mv '\(server.folder)/objects/'* '\(other.folder)/objects/'"]).check()
        try project.git("config", "--unset", "lfs.url").check()
        try project.git("config", "remote.origin.lfsurl", server.url).check()
        try project.git("remote", "add", "second", project.repository.directory.path("second.git")).check()
        try project.git("init", "-q", "--bare", project.repository.directory.path("second.git")).check()
        try project.git("config", "remote.second.lfsurl", other.url).check()
        try project.removeObjects()
        return other
    }

    @Test func otherRemotesAreSearchedWhenThatIsWanted() throws {
        let other = try otherRemote()
        defer { withExtendedLifetime(other) {} }
        #expect(try project.lfs("fetch").code == 2)
        try project.git("config", "lfs.remote.searchall", "true").check()
        try project.lfs("fetch").check()
        #expect(try LargeFileProject.storeIsSound(project.repository))
    }

    @Test func theRemoteOfTheCommitIsDetectedWhenThatIsWanted() throws {
        let other = try otherRemote()
        defer { withExtendedLifetime(other) {} }
        try project.git("push", "-q", "--no-verify", "second", "main").check()
        #expect(try project.lfs("fetch").code == 2)
        try project.git("config", "lfs.remote.autodetect", "true").check()
        try project.lfs("fetch").check()
        try project.removeObjects()
        try Files.remove(project.repository.path("1.bin"))
        try project.git("checkout", "main", "--", "1.bin").check()
        #expect(try project.repository.bytes("1.bin").count == 40_000)
    }

    @Test func addressesAreRewrittenWhenThatIsWanted() throws {
        try server.set(["storage_base": "http://storage.invalid"])
        try project.git("config", "url.http://\(server.host)/.insteadOf", "http://storage.invalid/").check()
        try project.git("config", "lfs.transfer.maxretries", "1").check()
        #expect(try project.lfs("push", "origin", "main").code == 2)
        try project.git("config", "lfs.transfer.enablehrefrewrite", "true").check()
        try push()
        try expectRoundTrip()
    }

    @Test func progressIsAppendedToAFile() throws {
        let file = project.repository.directory.path("progress")
        let environment = ["GIT_LFS_PROGRESS": file]
        try project.run(["git", "lfs", "push", "origin", "main"], environment: environment).check()
        try project.removeObjects()
        try project.run(["git", "lfs", "pull"], environment: environment).check()
        // The filter may be asked about files as young as the index.
        let lines = try Files.read(file).asText.split(separator: "\n").map(String.init).filter {
            !$0.hasPrefix("clean ")
        }
        #expect(lines.count == 15)
        for (position, direction) in ["upload", "download", "checkout"].enumerated() {
            let own = lines[(position * 5)..<(position * 5 + 5)]
            #expect(
                own.map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
                    == (1...5).map { "\(direction) \($0)/5" })
            #expect(
                Set(own.map { String($0.split(separator: " ", maxSplits: 2)[2]) })
                    == Set((1...5).map { "\($0 * 40_000)/\($0 * 40_000) \($0).bin" }))
        }
        try project.removeObjects()
        let wrong = try project.run(["git", "lfs", "fetch"], environment: ["GIT_LFS_PROGRESS": "x"])
        #expect(wrong.code == 2 && wrong.errors.contains("GIT_LFS_PROGRESS must be an absolute path"))
    }

    /// As the real one's: the line that a file ends with. Ours has one a mebibyte before it, theirs one every 32 KiB.
    @Test func theFilterTellsHowFarItIs() throws {
        try #require(Peers.find("git-lfs") != nil, Comment(rawValue: Peers.missing("git-lfs")))
        try push()
        try project.write("large.bin", 3_000_000)
        var told: [[String]] = []
        for program in LFSProject.Program.allCases {
            let file = project.repository.directory.path("progress-\(program)")
            let other = project.with(program)
            try other.git("reset", "-q").check()
            try other.run(["git", "add", "large.bin"], environment: ["GIT_LFS_PROGRESS": file]).check()
            try other.removeObjects()
            try other.run(["sh", "-c", "rm [1-5].bin"]).check()
            try other.run(["git", "checkout", "-q", "."], environment: ["GIT_LFS_PROGRESS": file]).check()
            let lines = try Files.read(file).asText.split(separator: "\n").map(String.init)
            if program == .ours {
                #expect(lines.prefix(2).allSatisfy { $0.hasSuffix("/3000000 large.bin") && !$0.contains(" 3000000/") })
            }
            // Files as young as the index are cleaned again, by either program.
            let ends = lines.filter { line in
                let sizes = line.split(separator: " ")[2].split(separator: "/")
                return sizes[0] == sizes[1] && (line.hasPrefix("download") || line.hasSuffix("large.bin"))
            }
            told.append(Set(ends).sorted())
        }
        #expect(told[0] == told[1])
        #expect(told[0].count == 6)
    }

    @Test func redirectsCarryNoCredentials() throws {
        let storage = try LFSServer(in: project.repository.directory, "storage")
        try push()
        try project.run(["sh", "-c", "cp '\(server.folder)/objects/'* '\(storage.folder)/objects/'"]).check()
        try server.set(["redirect_to": .string("http://\(storage.host)"), "users": ["u": "secret"]])
        try project.git("config", "credential.helper", "!f() { echo username=u; echo password=secret; }; f").check()
        // The action's own headers but Authorization go along; the other server has no such token.
        try project.removeObjects()
        _ = try project.lfs("fetch")
        #expect(try storage.requests().allSatisfy { $0.hasPrefix("GET /storage/") })
        #expect(try storage.violations().allSatisfy { $0.contains("Authorization is not the action's") })
    }
}

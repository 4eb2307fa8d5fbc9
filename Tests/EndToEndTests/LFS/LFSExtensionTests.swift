import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Programs that content goes through (Git LFS, docs/extensions.md).
@Suite struct LFSExtensionTests {
    let project: LFSProject

    init() throws {
        project = try LFSProject()
        try configure("rot", "tr A-Za-z N-ZA-Mn-za-m", "tr A-Za-z N-ZA-Mn-za-m", priority: 2)
        try configure("zip", "gzip -nc", "gzip -dc", priority: 0)
    }

    func configure(_ name: String, _ clean: String, _ smudge: String, priority: Int) throws {
        try project.git("config", "lfs.extension.\(name).clean", clean).check()
        try project.git("config", "lfs.extension.\(name).smudge", smudge).check()
        try project.git("config", "lfs.extension.\(name).priority", "\(priority)").check()
    }

    func add(_ text: String = "some content\n") throws {
        try project.repository.write("a.bin", text)
        try project.git("add", "a.bin").check()
    }

    /// Both programs make the same pointers, print the same and restore the same.
    @Test func bothProgramsAgree() throws {
        try #require(Peers.find("git-lfs") != nil, Comment(rawValue: Peers.missing("git-lfs")))
        let script = """
            head -c 300000 /dev/zero | tr '\\0' q > big.bin; echo small > a.bin; git add . ; git commit -qm 1
            for name in a big; do git show HEAD:$name.bin; done
            git lfs fsck; git lfs ls-files; git lfs status
            rm *.bin; git checkout -q .; cksum *.bin; rm *.bin; git lfs checkout; cksum *.bin; git status --short
            git config --remove-section lfs.extension.rot; rm a.bin; git checkout a.bin 2>/dev/null; echo $?; git lfs ext
            """
        var transcripts: [String] = []
        for program in LFSProject.Program.allCases {
            let other = try LFSExtensionTests().project.with(program)
            try Files.write(Array(script.utf8), to: other.repository.directory.path("script"))
            transcripts.append(try other.run(["bash", other.repository.directory.path("script")]).output)
        }
        // git-lfs's tally tells how fast it was.
        let lines = transcripts.map { $0.split(separator: "\n").filter { !$0.contains(" LFS objects: ") } }
        #expect(lines[0] == lines[1])
        #expect(transcripts[0].contains("ext-0-zip sha256:") && transcripts[0].contains("ext-1-rot sha256:"))
    }

    @Test func ourOwnVerbsGoThroughThemToo() throws {
        try project.git("config", "filter.lfs.process", "git-mlops-filter process").check()
        try configure("same", "cat", "cat", priority: 1)
        try project.repository.write("a.bin", "some content\n")
        try project.run(["git", "mlops", "add", "a.bin"]).check()
        let pointer = try project.git("show", ":a.bin").output
        #expect(pointer.contains("ext-0-zip sha256:") && pointer.contains("ext-1-rot sha256:"))
        #expect(!pointer.contains("same"))
        #expect(try project.lfs("pointer", "--file=a.bin").check().output == pointer)
        let plain = try project.lfs("pointer", "--file=a.bin", "--no-extensions").check().output
        #expect(!plain.contains("ext-") && plain.hasSuffix("size 13"))
        try project.git("commit", "-q", "-m", "one").check()
        try project.repository.write("a.bin", project.git("show", ":a.bin").check().outputBytes)
        try project.run(["git", "mlops", "checkout"]).check()
        #expect(try project.repository.read("a.bin") == "some content\n")
        #expect(try project.git("status", "--porcelain").output == "")
        try project.run(["git", "mlops", "fsck"]).check()
    }

    @Test func whatCannotBeUndoneIsNotCheckedOut() throws {
        try add()
        try configure("zip", "gzip -nc", "cat", priority: 0)
        try Files.remove(project.repository.path("a.bin"))
        let result = try project.git("checkout", "a.bin")
        #expect(result.code != 0 && result.errors.contains("extension 'zip' did not undo its change"))
        try configure("zip", "gzip -nc", "false", priority: 0)
        let failed = try project.git("checkout", "a.bin")
        #expect(failed.code != 0 && failed.errors.contains("extension 'zip' failed with 1 on 'a.bin'"))
    }

    @Test func aCleanThatFailsAddsNothing() throws {
        try configure("zip", "false", "cat", priority: 0)
        try project.repository.write("a.bin", "x")
        let result = try project.git("add", "a.bin")
        #expect(result.code != 0 && result.errors.contains("extension 'zip' failed"))
        try configure("zip", "cat", "cat", priority: 2)
        #expect(try project.git("add", "a.bin").errors.contains("both have priority 2"))
        #expect(try project.git("ls-files", "a.bin").output == "")
    }

    /// Pointers and files that git itself holds stay what they are, and paths are given as words, not to a shell.
    @Test func pointersPassAndPathsAreWords() throws {
        try configure("zip", "sed s,^,%f:,", "sed s,^%f:,,", priority: 0)
        try project.git("config", "--remove-section", "lfs.extension.rot").check()
        try project.repository.write("$(touch pwned).bin", "text\n")
        try project.git("add", ".").check()
        let pointer = try project.git("show", ":$(touch pwned).bin").check().outputBytes
        try project.repository.write("p.bin", pointer)
        try project.git("add", "p.bin").check()
        #expect(try project.git("show", ":p.bin").outputBytes == pointer)
        #expect(!Files.exists(project.repository.path("pwned")))
    }

    /// What a repository brings along starts no program.
    @Test func noRepositoryNamesOne() throws {
        for name in ["rot", "zip"] {
            try project.git("config", "--remove-section", "lfs.extension.\(name)").check()
        }
        try project.repository.write(".lfsconfig", "[lfs \"extension.evil\"]\n\tclean = touch pwned\n\tpriority = 0\n")
        try add()
        #expect(try !project.git("show", ":a.bin").output.contains("ext-"))
        #expect(!Files.exists(project.repository.path("pwned")))
    }
}

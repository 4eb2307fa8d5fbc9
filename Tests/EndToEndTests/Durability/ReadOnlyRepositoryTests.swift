import MLOpsSystem
import MLOpsTestSupport
import Testing

/// What only asks works where nothing can be written, as `git log` does: a file system mounted for reading, a full disk.
@Suite struct ReadOnlyRepositoryTests {
    private static let questions = """
        git mlops runs list
        git mlops runs show "$run"
        git mlops log show "$run"
        git mlops log verify
        git mlops model list
        git mlops lineage HEAD
        git mlops diff-metrics HEAD
        git mlops report HEAD
        git mlops doctor || :
        """

    private let project: DurabilityProject

    init() throws {
        project = try DurabilityProject()
        try project.repository.run(["git", "mlops", "runs", "tag", project.run, "kind=first"]).check()
    }

    /// Asks in `place` once it is closed to writing, with an index and without one, as before.
    private func answers(closing: String, place: String, prepare: String) throws -> [String] {
        try project.repository.write("../ask", "set -e\nrun=\(project.run)\n\(Self.questions)\n")
        let script = """
            set -e
            \(prepare)
            sh ../ask >../before 2>&1
            (\(closing)
            cd \(place)
            sh "$OLDPWD/../ask" >"$OLDPWD/../after" 2>&1)
            """
        try project.repository.run(["unshare", "-rm", "sh", "-c", script]).check()
        return try ["../before", "../after"].map { try project.repository.read($0) }
    }

    @Test(.enabled(if: FullDiskTests.isAvailable), arguments: [true, false])
    func everyQuestionIsAnsweredOnAReadOnlyMount(hasIndex: Bool) throws {
        let answers = try answers(
            closing: "\(hasIndex ? ":" : "rm -r .git/mlops")\nmount --bind . . && mount -o remount,ro,bind .",
            place: "$PWD",
            prepare: "git mlops runs list")
        #expect(answers[0] == answers[1])
        #expect(answers[0].contains("kind"))
    }

    /// The log grew by a fetch, and there is no space for the index to follow.
    @Test(.enabled(if: FullDiskTests.isAvailable)) func everyQuestionIsAnsweredOnAFullDisk() throws {
        let script = """
            set -e
            mkdir ../disk && mount -t tmpfs -o size=8m none ../disk && cp -r . ../disk/repo && cd ../disk/repo
            rm -r .git/mlops
            dd if=/dev/zero of=../fill bs=4k 2>/dev/null || :
            git mlops runs show \(project.run)
            git mlops log verify
            git mlops runs tag \(project.run) more=1 || echo refused $?
            """
        let result = try project.repository.run(["unshare", "-rm", "sh", "-c", script]).check()
        #expect(result.output.contains("kind"))
        #expect(result.output.contains("refused 128"))
        #expect(result.errors.contains("No space left on device"))
    }

    @Test(.enabled(if: FullDiskTests.isAvailable)) func writingSaysWhyItCannot() throws {
        let script = """
            mount --bind . . && mount -o remount,ro,bind . && cd "$PWD" && git mlops runs tag \(project.run) more=1
            """
        let result = try project.repository.run(["unshare", "-rm", "sh", "-c", script])
        #expect(result.code == 128)
        #expect(result.errors.contains("Read-only file system"))
    }
}

import MLOpsCore
import MLOpsGit
import MLOpsIndex
import MLOpsLog
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct OpLogTests {
    private func row(_ record: RunRecord) -> RunRow {
        RunRow(
            id: record.id, name: record.name, status: record.status.rawValue, started: record.started, duration: nil,
            base: nil, commit: nil, startTree: nil, endTree: nil, isDeleted: record.isDeleted, headline: record.note,
            json: "{}")
    }

    private func open(_ repository: TempRepository, seed: UInt64 = 1) throws -> OpLog {
        try OpLog(try Repository.open(TestContext.make(repository, seed: seed)), makeRow: row)
    }

    private func start(_ run: String) -> OpDraft {
        OpDraft(.runStart, run: run, ["name": .string("run \(run.prefix(1))"), "command": ["true"]])
    }

    private let runA = String(repeating: "a", count: 32)
    private let runB = String(repeating: "b", count: 32)

    @Test func appendedOpsAreGitObjectsThatGitCanShow() throws {
        let repository = try TempRepository()
        let ops = try open(repository).append([start(runA), OpDraft(.runNote, run: runA, ["text": "hello"])])
        let lines = try repository.git("show", "refs/mlops/v1/runs:ops").check().output.split(separator: "\n")
        #expect(lines.map { Op(line: Array($0.utf8))?.id } == ops.map(\.id))
        #expect(try repository.git("log", "--format=%s", "refs/mlops/v1/runs").output == "chore(mlops): 2 ops, 1 run")
        #expect(try repository.git("fsck", "--strict").code == 0)
    }

    @Test func idsAreTheHashOfTheCanonicalLine() throws {
        let repository = try TempRepository()
        let op = try #require(try open(repository).append([start(runA)]).first)
        let canonical = Op.canonicalBody(op.body).asText
        let digest = try Shell.run(
            ["sha256sum"], in: repository.path, environment: repository.environment, input: Array(canonical.utf8))
        #expect(digest.output.hasPrefix(op.id))
    }

    @Test func lamportGrowsAcrossProcesses() throws {
        let repository = try TempRepository()
        let first = try open(repository).append([start(runA), start(runB)])
        let second = try open(repository).append([OpDraft(.runDelete, run: runA, [:])])
        #expect(first.map(\.lamport) == [1, 2])
        #expect(second.map(\.lamport) == [3])
    }

    @Test func deletingTheIndexChangesNoAnswer() throws {
        let repository = try TempRepository()
        let log = try open(repository)
        try log.append([start(runA), start(runB), OpDraft(.runNote, run: runB, ["text": "kept"])])
        let before = try log.index.list()
        for suffix in ["", "-wal", "-shm"] { try Files.remove(log.layout.indexPath + suffix) }
        #expect(try open(repository).index.list() == before)
    }

    @Test func aDamagedIndexIsReplaced() throws {
        let repository = try TempRepository()
        let log = try open(repository)
        try log.append([start(runA)])
        for suffix in ["-wal", "-shm"] { try Files.remove(log.layout.indexPath + suffix) }
        try Files.write(
            Array("this is no database, and long enough to be read as one by mistake".utf8), to: log.layout.indexPath)
        #expect(try open(repository).index.list().map(\.id) == [runA])
    }

    @Test func damagedLinesAreLeftOutAndTheRestWorks() throws {
        let repository = try TempRepository()
        let good = try open(repository).append([start(runA)])[0].line.asText
        let forged = good.replacing("run a", with: "run x")
        let blob = try repository.git("hash-object", "-w", "--stdin", input: "\(forged)\n{torn\n\(good)\n").check()
            .output
        let tree = try repository.git("mktree", input: "100644 blob \(blob)\tops\n").check().output
        let commit = try repository.git("commit-tree", tree, "-m", "x").check().output
        try repository.git("update-ref", "refs/mlops/v1/runs", commit).check()
        #expect(try open(repository).index.list().map(\.name) == ["run a"])
    }

    @Test func largeSeriesGoBesideTheOpAndComeBack() throws {
        let repository = try TempRepository()
        let log = try open(repository)
        let points = (0..<9000).map { MetricPoint(key: "loss", value: Double($0) / 7, step: Int64($0), time: 5) }
        var summary = MetricSummary(points[0])
        for point in points.dropFirst() { summary.merge(MetricSummary(point)) }
        try log.append([
            start(runA), OpDraft(.runMetrics, run: runA, ["summary": ["loss": summary.json]], series: points),
        ])
        #expect(try log.metricHistory(of: runA, key: "loss") == points)
        let chunks = try repository.git("ls-tree", "-r", "-l", "refs/mlops/v1/runs", "series/").output.split(
            separator: "\n")
        #expect(chunks.count == 2)
        #expect(chunks.allSatisfy { Int($0.split(separator: " ")[3].prefix { $0.isNumber })! <= 256 << 10 })
    }

    /// 4.1 of the format: two clones that write at the same time lose nothing, and agree.
    @Test func headsOfOtherClonesAreFoldedWithoutLoss() throws {
        let first = try TempRepository()
        try open(first).append([start(runA)])
        let second = try first.clone("second")
        try second.git("fetch", "-q", "origin", "+refs/mlops/v1/*:refs/mlops-remote/origin/v1/*").check()
        let secondLog = try open(second, seed: 2)
        try secondLog.foldTracking()
        try secondLog.append([start(runB)])
        try open(first).append([OpDraft(.runNote, run: runA, ["text": "from first"])])
        try first.git("fetch", "-q", second.path, "+refs/mlops/v1/*:refs/mlops-remote/second/v1/*").check()
        let firstLog = try open(first)
        #expect(try firstLog.foldTracking())
        #expect(try !firstLog.foldTracking())
        #expect(Set(try firstLog.index.list().map(\.id)) == [runA, runB])
        let merge = try first.git("rev-parse", "refs/mlops/v1/runs^{tree}").output
        #expect(merge == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
        #expect(
            try first.git("rev-list", "--parents", "-1", "refs/mlops/v1/runs").output.split(separator: " ").count == 3)
    }

    @Test func aCopiedRepositoryWritesUnderAnotherName() throws {
        let repository = try TempRepository()
        let original = try open(repository).append([start(runA)])[0].writer
        try Shell.run(
            ["cp", "-r", repository.path, repository.directory.path("copy")], in: repository.directory.path,
            environment: repository.environment
        ).check()
        let copy = TempRepository(sharing: repository, path: repository.directory.path("copy"))
        #expect(try open(copy, seed: 9).append([start(runB)])[0].writer != original)
        #expect(try open(repository, seed: 5).append([start(runB)])[0].writer == original)
    }

    @Test func linkedWorktreesShareTheLog() throws {
        let repository = try TempRepository()
        try repository.commit("first")
        try repository.git("worktree", "add", "-q", "../tree").check()
        let linked = TempRepository(sharing: repository, path: repository.directory.path("tree"))
        try open(linked).append([start(runA)])
        #expect(try open(repository).index.list().map(\.id) == [runA])
    }

    @Test func concurrentWritersLoseNothing() async throws {
        let repository = try TempRepository()
        try await withThrowingTaskGroup { group in
            for writer in 0..<8 {
                group.addTask {
                    let log = try open(repository, seed: UInt64(writer) + 100)
                    for _ in 0..<5 {
                        try log.append([OpDraft(.commitRewritten, ["old": .string("\(writer)"), "new": "x"])])
                    }
                }
            }
            try await group.waitForAll()
        }
        let count = try repository.git("rev-list", "--count", "refs/mlops/v1/runs").output
        #expect(count == "40")
        #expect(try open(repository).index.lamport() == 40)
    }
}

/// The test vectors of docs/formats/log.md.
@Suite struct LogFormatTests {
    @Test func theVectorsHold() throws {
        let text = try Files.read(Paths.join(TestEnvironment.packageRoot, "docs/formats/log.md")).asText
        let section = try #require(text.components(after: "## Test vector"))
        let lines = section.split(separator: "\n").filter { $0.hasPrefix("{") }
        #expect(!lines.isEmpty)
        for line in lines {
            let op = try #require(Op(line: Array(line.utf8)))
            #expect(OpIdentity.matches(op))
            #expect(op.line == Array(line.utf8))
        }
    }
}

extension String {
    fileprivate func components(after marker: String) -> Substring? {
        firstRange(of: marker).map { self[$0.upperBound...] }
    }
}

import MLOpsCore
import MLOpsGit
import MLOpsIndex
import MLOpsLog
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// The index is a copy: whatever happens to it, the answers are those of the log.
@Suite struct IndexTests {
    private let run = String(repeating: "a", count: 32)

    private func open(_ repository: TempRepository) throws -> OpLog {
        try OpLog(try Repository.open(TestContext.make(repository, seed: 1))) { record in
            RunRow(
                id: record.id, name: record.name, status: record.status.rawValue, started: record.started,
                duration: nil, base: nil, commit: nil, startTree: nil, endTree: nil, isDeleted: record.isDeleted,
                headline: record.note, json: "\(record.params)")
        }
    }

    private func record(_ repository: TempRepository, notes: Int) throws {
        let log = try open(repository)
        try log.append([OpDraft(.runStart, run: run, ["name": "first"])])
        for number in 0..<notes { try log.append([OpDraft(.runNote, run: run, ["text": .string("note \(number)")])]) }
        try log.append([OpDraft(.runFinish, run: run, ["status": "finished"])])
    }

    private func answers(_ log: OpLog) throws -> String {
        "\(try log.index.list(RunFilter(includeDeleted: true))) \(try log.ops(of: run).map(\.id)) \(try log.index.lamport())"
    }

    @Test func deletingItAtAnyTimeChangesNoAnswer() throws {
        let repository = try TempRepository()
        try record(repository, notes: 7)
        let before = try answers(try open(repository))
        for suffix in ["", "-wal", "-shm"] { try Files.remove(repository.path(".git/mlops/index.sqlite" + suffix)) }
        #expect(try answers(try open(repository)) == before)
        try repository.write(".git/mlops/index.sqlite", "no database")
        #expect(try answers(try open(repository)) == before)
    }

    /// One of them replaces the file, and takes it from none of the others.
    @Test func aDamagedIndexIsReplacedUnderManyReaders() async throws {
        let repository = try TempRepository()
        try record(repository, notes: 3)
        let before = try answers(try open(repository))
        for round in 0..<10 {
            try repository.write(".git/mlops/index.sqlite", String(repeating: "no database ", count: round * 50 + 1))
            try await withThrowingTaskGroup { group in
                for _ in 0..<6 {
                    group.addTask {
                        let found = try answers(try open(repository))
                        #expect(found == before)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func linesAreKeptWhileTheRunGoesOnAndReadFromGitAfterwards() throws {
        let repository = try TempRepository()
        let log = try open(repository)
        try log.append([OpDraft(.runStart, run: run, ["name": "first"])])
        #expect(try log.index.ops(of: run).allSatisfy { $0.line != nil })
        try log.append([OpDraft(.runFinish, run: run, ["status": "finished"])])
        #expect(try log.index.ops(of: run).map(\.line) == [nil, nil])
        #expect(try log.ops(of: run).map(\.kind) == [.runStart, .runFinish])
        #expect(try repository.git("gc", "-q", "--prune=now").code == 0)
        #expect(try log.ops(of: run).count == 2)
    }

    @Test func theSameOpFromTwoCommitsCountsOnce() throws {
        let repository = try TempRepository()
        try record(repository, notes: 1)
        let tree = try repository.git("rev-parse", "refs/mlops/v1/runs^{tree}").check().output
        let twin = try repository.git("commit-tree", tree, "-m", "again").check().output
        try repository.git("update-ref", "refs/mlops/v1/inbox/\(String(repeating: "b", count: 32))/runs", twin).check()
        let log = try open(repository)
        #expect(try log.ops(of: run).count == 3)
        #expect(try log.index.list().count == 1)
    }

    /// Models that share names, come, go and change: what the index keeps of them is what all ops fold to.
    @Test(arguments: [UInt64(71), 72, 73])
    func modelsAreThoseThatTheOpsFoldTo(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let repository = try TempRepository()
        let log = try open(repository)
        var models: [String] = []
        for turn in 0..<40 {
            let model = models.randomElement(using: &random) ?? ""
            let known = ModelFold.fold(try log.registryOps()).first { $0.identities.contains(model) }
            let version = known?.versions.randomElement(using: &random)?.id ?? ""
            let name = JSONValue.string(["a", "b\"\n", "ü"][Int.random(in: 0..<3, using: &random)])
            let of: JSONObject = ["model": .string(model), "version": .string(version)]
            func members(_ more: JSONObject) -> JSONObject {
                more.reduce(into: of) { $0[$1.key] = $1.value }
            }
            let draft: OpDraft =
                switch models.isEmpty ? 0 : Int.random(in: 0..<9, using: &random) {
                case 0: OpDraft(.modelCreate, ["name": name, "description": "{\"x\": [ ]}"])
                case 1: OpDraft(.modelRename, members(["name": name]))
                case 2: OpDraft(.modelStage, members(["stage": "Production", "prev": [], "why": "turn \(turn)"]))
                case 3: OpDraft(.modelAlias, members(["alias": "best"]))
                case 4: OpDraft(.modelTag, members(["key": "k", "value": name]))
                case 5: OpDraft(.modelDelete, turn % 2 == 0 ? members([:]) : ["model": .string(model)])
                default:
                    OpDraft(
                        .modelVersion,
                        [
                            "model": .string(model), "version": .integer(Int64(turn)), "source": name,
                            "tags": ["t": name],
                        ])
                }
            let op = try log.append([draft], to: .registry)[0]
            if op.kind == .modelCreate { models.append(op.id) }
            if turn % 3 != 0 { continue }
            let expected = ModelFold.fold(try log.registryOps())
            let ids = try log.modelSummaries().map(\.id)
            #expect(ids == expected.map(\.id))
            #expect(
                try log.modelDocuments(ids)
                    == expected.map { String(decoding: $0.json.serialized(.compact(sortedKeys: true)), as: UTF8.self) })
            #expect(
                try log.versionSummaries(of: ids)
                    == expected.flatMap { model in model.versions.map { VersionSummary($0, of: model) } })
        }
    }

    @Test func anIndexOfAnOlderVersionIsFilledAgain() throws {
        let repository = try TempRepository()
        try record(repository, notes: 2)
        let before = try answers(try open(repository))
        let script = "PRAGMA user_version = 1"
        try repository.run([
            "python3", "-c", "import sqlite3,sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])",
            ".git/mlops/index.sqlite", script,
        ]).check()
        #expect(try answers(try open(repository)) == before)
    }
}

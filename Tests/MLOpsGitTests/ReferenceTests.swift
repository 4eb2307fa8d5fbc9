import MLOpsCore
import MLOpsGit
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct ReferenceTests {
    private let temp: TempRepository
    private let repository: Repository
    private let first: ObjectID
    private let second: ObjectID
    private let name = "refs/mlops/v1/runs"

    init() throws {
        temp = try TempRepository()
        first = ObjectID(hex: try temp.commit("one"))!
        second = ObjectID(hex: try temp.commit("two"))!
        repository = try temp.open()
    }

    @Test func comparesAndSwaps() throws {
        #expect(try repository.updateReference(name, to: first, expecting: second, message: "m") == false)
        #expect(repository.reference(name) == nil)
        #expect(try repository.updateReference(name, to: first, expecting: nil, message: "m"))
        #expect(try repository.updateReference(name, to: second, expecting: nil, message: "m") == false)
        #expect(try repository.updateReference(name, to: second, expecting: second, message: "m") == false)
        #expect(try repository.updateReference(name, to: second, expecting: first, message: "m"))
        #expect(try temp.git("rev-parse", name).output == second.hex)
    }

    @Test func seesPackedRefs() throws {
        #expect(try repository.updateReference(name, to: first, expecting: nil, message: "m"))
        try temp.git("pack-refs", "--all").check()
        #expect(repository.reference(name) == first)
        #expect(try repository.updateReference(name, to: second, expecting: nil, message: "m") == false)
        #expect(try repository.updateReference(name, to: second, expecting: first, message: "m"))
        #expect(repository.reference(name) == second)
    }

    /// Every step is on top of one that was seen: none is lost, whoever else writes.
    @Test func manyWritersLoseNothing() async throws {
        let tree = try repository.writeTree([])
        let root = try repository.writeCommit(
            tree: tree, parents: [], message: "root", author: Signature(name: "A", email: "a"), time: 0)
        #expect(try repository.updateReference(name, to: root, expecting: nil, message: "m"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let own = try temp.open()
                    for step in 0..<10 {
                        var isDone = false
                        while !isDone {
                            let old = own.reference(name)!
                            let new = try own.writeCommit(
                                tree: tree, parents: [old], message: "\(writer) \(step)",
                                author: Signature(name: "A", email: "a"), time: 0)
                            isDone = try own.updateReference(name, to: new, expecting: old, message: "m")
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try temp.git("rev-list", "--count", name).output == "41")
        let messages = try temp.git("log", "--format=%s", name).output.split(separator: "\n")
        #expect(Set(messages).count == 41)
    }

    @Test func aLockThatStaysIsAnError() throws {
        #expect(try repository.updateReference(name, to: first, expecting: nil, message: "m"))
        try temp.write(".git/\(name).lock", "")
        let error = #expect(throws: GitError.self) {
            try repository.updateReference(name, to: second, expecting: first, message: "m")
        }
        #expect(error?.code == .locked)
        #expect(error?.message == "cannot lock ref '\(name)': another process holds its lock file")
    }

    @Test func reflogIsKeptOnceAsked() throws {
        try repository.ensureReflog(name)
        try repository.ensureReflog(name)
        #expect(try repository.updateReference(name, to: first, expecting: nil, message: "mlops: one"))
        #expect(try repository.updateReference(name, to: second, expecting: first, message: "mlops: two"))
        let log = try temp.git("reflog", "show", "--format=%gs", name).check().output
        #expect(log == "mlops: two\nmlops: one")
    }

    @Test func deletes() throws {
        #expect(try repository.deleteReference(name) == false)
        #expect(try repository.updateReference(name, to: first, expecting: nil, message: "m"))
        #expect(try repository.deleteReference(name))
        #expect(repository.reference(name) == nil)
        #expect(try temp.git("for-each-ref", "refs/mlops").output == "")
    }

    @Test func listsByPrefix() throws {
        for name in ["refs/mlops/b", "refs/mlops/a/x", "refs/other/c"] {
            #expect(try repository.updateReference(name, to: first, expecting: nil, message: "m"))
        }
        #expect(try repository.references("refs/mlops/").map(\.name) == ["refs/mlops/a/x", "refs/mlops/b"])
        #expect(try repository.references("refs/mlops/a").map(\.id) == [first])
        #expect(try repository.references("refs/absent/").isEmpty)
    }

    @Test func refusesBadNames() throws {
        #expect(throws: GitError.self) {
            try repository.updateReference("refs/bad name", to: first, expecting: nil, message: "m")
        }
        #expect(try repository.updateReference(name, to: first, expecting: nil, message: "m"))
        #expect(throws: GitError.self) {
            try repository.updateReference(name + "/below", to: first, expecting: nil, message: "m")
        }
    }

    @Test func linkedWorktreesShareThem() throws {
        try temp.git("worktree", "add", "-q", "../linked").check()
        let linked = try temp.open(in: "../linked")
        #expect(try linked.updateReference(name, to: first, expecting: nil, message: "m"))
        #expect(repository.reference(name) == first)
        #expect(try temp.git("rev-parse", name).output == first.hex)
    }
}

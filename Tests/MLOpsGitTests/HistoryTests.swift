import MLOpsCore
import MLOpsGit
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct HistoryTests {
    private let temp: TempRepository

    /// A merge of two lines: 1 - 2 - 4, 1 - 3 - 4.
    init() throws {
        temp = try TempRepository()
        try temp.commit("1")
        try temp.git("checkout", "-q", "-b", "side").check()
        try temp.commit("3")
        try temp.git("checkout", "-q", "main").check()
        try temp.commit("2")
        try temp.git("merge", "-q", "--no-ff", "-m", "4", "side").check()
    }

    private func expectSameAsGit(_ repository: Repository, _ temp: TempRepository) throws {
        let head = try repository.resolve("HEAD")
        let all = try repository.walk(from: [head])
        #expect(
            Set(all.map(\.hex))
                == Set(try temp.git("rev-list", "HEAD").check().output.split(separator: "\n").map(String.init)))
        for (index, id) in all.enumerated() {
            let later = all[index...]
            #expect(try !repository.commit(id).parents.contains { later.contains($0) }, "parents come first")
            #expect(repository.isAncestor(id, of: head))
            #expect(repository.isAncestor(head, of: id) == (id == head))
        }
        let absent = ObjectID(hex: String(repeating: "ab", count: 20))!
        #expect(try repository.walk(from: [head], hiding: [absent]) == all)
        #expect(try repository.walk(from: [head], hiding: [head]) == [])
        #expect(throws: GitError.self) { try repository.walk(from: [absent]) }
        #expect(try repository.walk(from: []) == [])
    }

    @Test func walksParentsFirst() throws {
        let repository = try temp.open()
        try expectSameAsGit(repository, temp)
        let side = try repository.resolve("side")
        let rest = try repository.walk(from: [repository.resolve("HEAD")], hiding: [side])
        #expect(try rest.map { try repository.commit($0).message } == ["2\n", "4\n"])
    }

    /// libgit2 walks into the parents that are not there.
    @Test func walksShallowClones() throws {
        let clone = try temp.clone("shallow", from: "file://\(temp.path)", options: ["--depth", "2"])
        let repository = try clone.open()
        try expectSameAsGit(repository, clone)
        #expect(try repository.walk(from: [repository.resolve("HEAD")]).count == 3)
    }
}

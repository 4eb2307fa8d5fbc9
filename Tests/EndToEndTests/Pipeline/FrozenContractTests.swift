import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Against the real dvc: what no stage makes.
@Suite struct FrozenContractTests {
    private let dvc: String

    init() throws {
        dvc = try #require(Peers.find("dvc"), Comment(rawValue: Peers.missing("dvc")))
    }

    private func run(_ repository: TempRepository, _ arguments: String...) throws {
        try repository.run([dvc] + arguments, environment: ["DVC_NO_ANALYTICS": "1"]).check()
    }

    /// Outputs of frozen stages, imports and added data that a stage reads are recorded as they are.
    @Test func whatNoStageMakesIsRecordedAlike() throws {
        let ours = try TempRepository()
        try run(ours, "init", "-q")
        try ours.write(
            "dvc.yaml",
            """
            stages:
              f: {cmd: cp in out, deps: [in], outs: [out, fd], frozen: true}
              ice: {cmd: exit 1, deps: [in], frozen: true}
              g: {cmd: cat out imp data/* > o2, deps: [out, imp, data], outs: [o2]}
            """)
        for (path, text) in [("in", "1"), ("out", "a"), ("fd/x", "b"), ("src", "s"), ("data/a", "d"), ("alone", "1")] {
            try ours.write(path, text)
        }
        try run(ours, "add", "-q", "data", "alone")
        try run(ours, "import-url", "-q", "src", "imp")
        try ours.write("imp.dvc", "# mine\n" + ours.read("imp.dvc"))
        let theirs = TempRepository(sharing: ours, path: ours.directory.path("theirs"))
        try ours.run(["cp", "-R", ours.directory.path("repo"), ours.directory.path("theirs")]).check()
        func compare() throws {
            try ours.mlops("repro").check()
            try run(theirs, "repro", "-q")
            for file in ["dvc.lock", "imp.dvc", "data.dvc", "alone.dvc"] {
                #expect(try ours.read(file) == theirs.read(file), "\(file)")
            }
        }
        try compare()
        for repository in [ours, theirs] {
            for (path, text) in [("in", "2"), ("out", "a2"), ("imp", "s2"), ("data/b", "d2"), ("alone", "2")] {
                try repository.write(path, text)
            }
        }
        try compare()
        #expect(try ours.read("imp.dvc").hasPrefix("# mine\nmd5: "))
        #expect(try Files.exists(ours.path(".dvc/cache/files/md5/" + Self.cached(ours.read("alone.dvc")))))
        for repository in [ours, theirs] { try repository.write("in", "3") }
        try compare()
    }

    /// Where the cache keeps the first output of a `.dvc` file.
    private static func cached(_ text: String) throws -> String {
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("- md5: ") })
        let md5 = line.dropFirst(7)
        return "\(md5.prefix(2))/\(md5.dropFirst(2))"
    }
}

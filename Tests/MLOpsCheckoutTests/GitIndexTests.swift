import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsCheckout

/// Index files that git wrote, patched and read by git again.
@Suite struct GitIndexTests {
    let repository: TempRepository

    init() throws {
        repository = try TempRepository()
    }

    static let stamp = FileStamp(
        changedSeconds: 1_700_000_001, changedNanoseconds: 2, modifiedSeconds: 1_700_000_003, modifiedNanoseconds: 4,
        device: 5, inode: 6, user: 7, group: 8, size: 9, mode: 0o644)

    private func fill(_ names: [String]) throws {
        for name in names { try repository.write(name, "content of \(name)") }
        try repository.git("add", "-A").check()
    }

    private func blob(_ path: String, in repository: TempRepository? = nil) throws -> [UInt8] {
        let id = try (repository ?? self.repository).git("rev-parse", ":\(path)").check().output
        return try #require(Hex.decode(id))
    }

    private func index(_ repository: TempRepository? = nil) throws -> [UInt8] {
        try (repository ?? self.repository).bytes(".git/index")
    }

    private static let expected = """
          ctime: 1700000001:2
          mtime: 1700000003:4
          dev: 5\tino: 6
          uid: 7\tgid: 8
          size: 9\tflags: 0
        """

    static let names =
        ["a", "b/c", "b/cc", "b.c", "long/" + String(repeating: "x", count: 250), "z"]
        + (0..<40).map { "many/file-\($0)" } + (1...16).map { String(repeating: "p", count: $0) }

    @Test(arguments: [2, 4], [20, 32])
    func gitReadsWhatIsWritten(_ version: Int, _ length: Int) throws {
        let format = length == 32 ? ["--object-format=sha256"] : []
        let repository = try TempRepository(["-b", "main"] + format)
        for name in Self.names { try repository.write(name, "content of \(name)") }
        try repository.git("add", "-A").check()
        try repository.git("update-index", "--index-version", "\(version)").check()
        let before = try index(repository)
        for name in Self.names {
            var parsed = try GitIndex(before, hashLength: length)
            let update = GitIndex.Update(
                path: Array(name.utf8), blob: try blob(name, in: repository), stamp: Self.stamp)
            #expect(try parsed.apply([update]) == 1)
            #expect(parsed.bytes.count == before.count)
            try repository.write(".git/index", parsed.bytes)
            let debug = try repository.git("ls-files", "--debug", "--", name).check().output
            #expect(debug == name + "\n" + Self.expected)
        }
        try repository.git("fsck").check()
    }

    /// All entries at once, and nothing but stat fields and the hash differs.
    @Test func nothingElseChanges() throws {
        try fill(Self.names)
        try repository.git("commit", "-q", "-m", "x").check()
        let before = try index()
        var parsed = try GitIndex(before, hashLength: 20)
        let updates = try Self.names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map {
            GitIndex.Update(path: Array($0.utf8), blob: try blob($0), stamp: Self.stamp)
        }
        #expect(try parsed.apply(updates) == Self.names.count)
        let differing = zip(before, parsed.bytes).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
        var allowed = Set((before.count - 20)..<before.count)
        var reader = EntryReader(version: 2, hashLength: 20, end: before.count - 20)
        try before.withUnsafeBytes { bytes in
            for _ in Self.names {
                let start = try reader.next(bytes).offset
                allowed.formUnion(start..<start + 24)
                allowed.formUnion(start + 28..<start + 40)
            }
        }
        #expect(differing.allSatisfy(allowed.contains))
        try repository.write(".git/index", parsed.bytes)
        #expect(try repository.git("write-tree").check().output == repository.git("rev-parse", "HEAD^{tree}").output)
    }

    @Test func anotherBlobOrStageIsLeftAlone() throws {
        try fill(["a", "b"])
        var parsed = try GitIndex(try index(), hashLength: 20)
        let wrong = [UInt8](repeating: 1, count: 20)
        #expect(try parsed.apply([GitIndex.Update(path: Array("a".utf8), blob: wrong, stamp: Self.stamp)]) == 0)
        #expect(parsed.bytes == (try index()))
        let id = try repository.git("rev-parse", ":a").check().output
        try repository.git(
            "update-index", "--index-info", input: "0 \(id) 0\ta\n100644 \(id) 1\ta\n100644 \(id) 2\ta\n"
        )
        .check()
        var conflict = try GitIndex(try index(), hashLength: 20)
        let blob = try #require(Hex.decode(id))
        #expect(try conflict.apply([GitIndex.Update(path: Array("a".utf8), blob: blob, stamp: Self.stamp)]) == 0)
    }

    @Test func skippedAndIntendedEntriesAreLeftAlone() throws {
        try fill(["a", "b"])
        let blob = try blob("a")
        try repository.git("update-index", "--skip-worktree", "a").check()
        var parsed = try GitIndex(try index(), hashLength: 20)
        #expect(try parsed.apply([GitIndex.Update(path: Array("a".utf8), blob: blob, stamp: Self.stamp)]) == 0)
    }

    @Test func entriesThatChangedMeanwhileAreLeftAlone() throws {
        try fill(["a"])
        var parsed = try GitIndex(try index(), hashLength: 20)
        let blob = try blob("a")
        let file = WrittenFiles.Element(path: Array("a".utf8), blob: BlobName(blob))
        let stat = try #require(try parsed.stats(of: [file]).first?.stat)
        var other = stat
        other[3] ^= 1
        #expect(try parsed.apply([.init(file, stamp: Self.stamp, expected: other)]) == 0)
        #expect(try parsed.apply([.init(file, stamp: Self.stamp, expected: stat)]) == 1)
    }

    /// As git has it since 2.43: 0 is the size of a file that was not looked at.
    @Test(arguments: [(0, 0), (9, 9), (1 << 32, 0x8000_0000), (3 << 32, 0x8000_0000), (1 << 32 + 5, 5)])
    func sizesThatAreMultiplesOfFourGiB(_ size: Int64, _ written: Int) throws {
        let stamp = FileStamp(
            changedSeconds: 1, changedNanoseconds: 2, modifiedSeconds: 3, modifiedNanoseconds: 4, device: 5, inode: 6,
            user: 7, group: 8, size: size, mode: 0o644)
        let fields = GitIndex.fields(of: stamp, like: [UInt8](repeating: 0, count: 40))
        #expect(GitIndex.number(fields, 36) == written)
    }

    /// Before 2.43, where another number than 0 would mean that the file has changed for ever.
    @Test(arguments: [(true, 0x8000_0000), (false, 0)])
    func sizesForOlderVersionsOfGit(_ isRecent: Bool, _ written: Int) throws {
        try fill(["a"])
        var parsed = try GitIndex(try index(), hashLength: 20)
        let (path, blob) = (Array("a".utf8), try blob("a"))
        let stamp = FileStamp(
            changedSeconds: 1, changedNanoseconds: 2, modifiedSeconds: 3, modifiedNanoseconds: 4, device: 5, inode: 6,
            user: 7, group: 8, size: 1 << 32, mode: 0o644)
        #expect(try parsed.apply([.init(path: path, blob: blob, stamp: stamp)], isRecent: isRecent) == 1)
        let stat = try #require(try parsed.stats(of: [.init(path: path, blob: BlobName(blob))]).first?.stat)
        #expect(GitIndex.number(stat, 36) == written)
    }

    @Test func aMissingHashStaysMissing() throws {
        try fill(["a"])
        var bytes = try index()
        bytes.replaceSubrange((bytes.count - 20)..., with: [UInt8](repeating: 0, count: 20))
        var parsed = try GitIndex(bytes, hashLength: 20)
        #expect(try parsed.apply([.init(path: Array("a".utf8), blob: try blob("a"), stamp: Self.stamp)]) == 1)
        #expect(parsed.bytes.suffix(20).allSatisfy { $0 == 0 })
    }

    @Test func aSplitIndexIsRefused() throws {
        try fill(["a"])
        try repository.git("update-index", "--split-index").check()
        #expect(throws: GitIndex.Refusal.split) {
            var parsed = try GitIndex(try index(), hashLength: 20)
            _ = try parsed.apply([])
        }
    }

    /// Damage of any kind is refused or harmless, never a crash.
    @Test func damagedIndexesAreRefused() throws {
        try fill(Self.names)
        try repository.git("update-index", "--index-version", "4").check()
        let good = try index()
        var random = SeededGenerator(seed: 5)
        let update = GitIndex.Update(path: Array("z".utf8), blob: try blob("z"), stamp: Self.stamp)
        for _ in 0..<2000 {
            var bytes = good
            for _ in 0..<3 {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            if random.next() % 4 == 0 { bytes.removeLast(Int(random.next() % UInt64(bytes.count))) }
            if bytes.count >= 20 {
                bytes.replaceSubrange((bytes.count - 20)..., with: [UInt8](repeating: 0, count: 20))
            }
            if var parsed = try? GitIndex(bytes, hashLength: 20) { _ = try? parsed.apply([update]) }
        }
        #expect(throws: GitIndex.Refusal.unreadable) {
            _ = try GitIndex(good.dropLast() + [good.last! ^ 1], hashLength: 20)
        }
    }
}

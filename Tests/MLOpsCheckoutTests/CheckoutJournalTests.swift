import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsCheckout

@Suite struct CheckoutJournalTests {
    let folder = TempDirectory()
    let entry = JournalEntry(
        path: Array("dir/a b\n.bin".utf8), blob: [UInt8](repeating: 7, count: 20),
        object: LargeObject(id: ContentID(String(repeating: "a", count: 64))!, size: 5), placed: GitIndexTests.stamp)

    /// A hook of the same git command must find nothing to do: git has its old index in memory, and files that change
    /// under it would stop a rebase.
    @Test func aLivingJournalIsNobodyElses() throws {
        var journal: CheckoutJournal? = try CheckoutJournal(gitDirectory: folder.path)
        try journal?.append(entry)
        #expect(CheckoutJournal.mayExist(gitDirectory: folder.path))
        #expect(CheckoutJournal.abandoned(gitDirectory: folder.path).isEmpty)
        #expect(CheckoutJournal.objects(gitDirectory: folder.path) == [entry.object])
        journal = nil
        // A child that another test is just starting has the lock, too, until it is its program.
        var abandoned = CheckoutJournal.abandoned(gitDirectory: folder.path)
        for _ in 0..<5000 where abandoned.isEmpty {
            Host.pause(milliseconds: 1)
            abandoned = CheckoutJournal.abandoned(gitDirectory: folder.path)
        }
        #expect(abandoned.count == 1)
        #expect(try abandoned.first?.entries() == [entry])
        #expect(CheckoutJournal.abandoned(gitDirectory: folder.path).isEmpty)
    }

    @Test func recordsSurviveAnyTail() {
        let other = JournalEntry(path: Array("z".utf8), blob: [UInt8](repeating: 9, count: 32), object: entry.object)
        let whole = entry.encoded + other.encoded
        #expect(JournalEntry.decode(whole) == [entry, other])
        for length in 0..<whole.count {
            let expected = length < entry.encoded.count ? [] : [entry]
            #expect(JournalEntry.decode(Array(whole.prefix(length))) == expected)
        }
        #expect(JournalEntry.decode(Array("x\0 \0\0".utf8)).isEmpty)
    }

    @Test func theLastRecordOfAPathCounts() {
        let later = JournalEntry(path: entry.path, blob: [UInt8](repeating: 1, count: 20), object: entry.object)
        #expect(JournalEntry.decode(entry.encoded + later.encoded) == [later])
    }
}

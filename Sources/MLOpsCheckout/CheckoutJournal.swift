internal import Glibc
package import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// Files that one git command left as pointers for us to fill in, on disk before git hears of them: whatever is
/// killed, the next command finishes the work.
///
///     <git dir>/mlops/checkout/<process id>-<random>          the journal, flock(2)ed while its process lives
///     <git dir>/mlops/checkout/<process id>-<random>.index    the index that is about to take the old one's place
package final class CheckoutJournal {
    package let path: String
    private let file: DescriptorBox

    /// A new journal, which nobody else takes for an abandoned one: it is locked before it has its name.
    package init(gitDirectory: String) throws {
        let folder = Self.folder(gitDirectory)
        try Files.makeDirectories(folder)
        let name = "\(getpid())-\(UInt64.random(in: .min ... .max))"
        path = "\(folder)/\(name)"
        let temporary = "\(folder)/.\(name)"
        let file = try Descriptor(opening: temporary, flags: O_RDWR | O_CREAT | O_EXCL | O_APPEND)
        _ = try file.lock()
        try Files.rename(temporary, to: path)
        self.file = DescriptorBox(file)
    }

    /// A journal whose process is gone, now ours; nil while it lives.
    private init?(taking path: String) throws {
        let file = try Descriptor(opening: path, flags: O_RDWR | O_APPEND)
        guard try file.lock(wait: false), try file.stamp().inode == Files.info(path)?.inode else { return nil }
        self.path = path
        self.file = DescriptorBox(file)
    }

    static func folder(_ gitDirectory: String) -> String { gitDirectory + "/mlops/checkout" }

    /// Journals that processes left behind.
    package static func abandoned(gitDirectory: String) -> [CheckoutJournal] {
        let folder = folder(gitDirectory)
        guard Files.isDirectory(folder), let names = try? Files.list(folder) else { return [] }
        sweep(names.filter { $0.hasPrefix(".") }.map { folder + "/" + $0 }, gitDirectory)
        return names.filter { !$0.hasPrefix(".") && !$0.hasSuffix(".index") }.compactMap {
            (try? CheckoutJournal(taking: folder + "/" + $0)) ?? nil
        }
    }

    /// A name for a new index that belongs to no journal.
    static func temporaryIndexPath(gitDirectory: String) -> String {
        "\(folder(gitDirectory))/.\(getpid())-\(UInt64.random(in: .min ... .max)).index"
    }

    /// Removes what processes that are gone left without a name: journals that hold nothing yet, and indexes.
    private static func sweep(_ paths: [String], _ gitDirectory: String) {
        for path in paths {
            let process = Paths.name(path).dropFirst().split(separator: "-").first.flatMap { Int32($0) }
            guard let process, !ObjectStore.isAlive(process) else { continue }
            IndexReplacement(gitDirectory: gitDirectory, temporary: path).clearLeftovers()
        }
    }

    /// Whether there may be any, by one look.
    package static func mayExist(gitDirectory: String) -> Bool {
        guard let names = try? Files.list(folder(gitDirectory)) else { return false }
        return !names.isEmpty
    }

    /// What unfinished checkouts, and those at work, are going to need.
    package static func objects(gitDirectory: String) -> [LargeObject] {
        let folder = folder(gitDirectory)
        guard Files.isDirectory(folder), let names = try? Files.list(folder) else { return [] }
        return names.filter { !$0.hasSuffix(".index") }.flatMap { name in
            JournalEntry.decode((try? Files.readIfPresent(folder + "/" + name)) ?? []).map(\.object)
        }
    }

    package func append(_ entry: JournalEntry) throws {
        try file.withFile { try $0.write(entry.encoded) }
    }

    package func entries() throws -> [JournalEntry] {
        let file = try Descriptor(opening: path)
        return try JournalEntry.decode { try file.forEachChunk($0) }
    }

    /// Where the new index is written before it takes the old one's place.
    var indexPath: String { path + ".index" }

    /// Leaves `entries` and nothing else for the next command.
    func leave(_ entries: [JournalEntry]) throws {
        if !entries.isEmpty {
            let gitDirectory = Paths.parent(Paths.parent(Paths.parent(path)))
            let rest = try CheckoutJournal(gitDirectory: gitDirectory)
            try rest.file.withFile { try $0.write(entries.flatMap(\.encoded)) }
        }
        try Files.remove(path)
    }
}

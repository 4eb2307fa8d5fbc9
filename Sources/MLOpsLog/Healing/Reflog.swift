internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// The reflog of one ref, as git keeps it in a file.
struct Reflog {
    private let path: String
    private let present: ObjectID?

    init(_ repository: Repository, _ name: String) {
        path = Paths.join(repository.commonDirectory, "logs/\(name)")
        present = repository.reference(name)
    }

    private var lines: [String] {
        (try? Files.readIfPresent(path))?.asText.split(separator: "\n").map(String.init) ?? []
    }

    /// What the ref pointed at, the oldest first. The line is written before the ref moves: when the disk is full, or
    /// the writer dies in between, the ref never gets there, and the next line goes on from where it was.
    var values: [ObjectID] {
        let entries = lines.compactMap(Self.entry)
        return entries.indices.compactMap { index in
            let entry = entries[index]
            let isPast = index + 1 < entries.count
            let wasThere = isPast ? entries[index + 1].old == entry.new : present == nil || present != entry.old
            return wasThere ? entry.new : nil
        }
    }

    /// Drops entries that point at anything else than `isGood`: git stumbles over them.
    func keep(_ isGood: (ObjectID) -> Bool) {
        let old = lines
        var last = ObjectID.zero.hex
        var kept: [String] = []
        for line in old {
            guard let value = Self.entry(line)?.new, isGood(value) else { continue }
            kept.append(last + line.dropFirst(40))
            last = value.hex
        }
        if kept != old { try? Files.write(Array(kept.map { $0 + "\n" }.joined().utf8), to: path) }
    }

    private static func entry(_ line: String) -> (old: ObjectID, new: ObjectID)? {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count == 3, let old = ObjectID(hex: words[0]), let new = ObjectID(hex: words[1]) else { return nil }
        return (old, new)
    }
}

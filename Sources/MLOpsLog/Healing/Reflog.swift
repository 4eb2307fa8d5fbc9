internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// The reflog of one ref, as git keeps it in a file.
struct Reflog {
    private let path: String

    init(_ repository: Repository, _ name: String) {
        path = Paths.join(repository.commonDirectory, "logs/\(name)")
    }

    private var lines: [String] {
        (try? Files.readIfPresent(path))?.asText.split(separator: "\n").map(String.init) ?? []
    }

    /// What the ref pointed at, the oldest first.
    var values: [ObjectID] {
        lines.compactMap(Self.value)
    }

    /// Drops entries that point at anything else than `isGood`: git stumbles over them.
    func keep(_ isGood: (ObjectID) -> Bool) {
        let old = lines
        var last = ObjectID.zero.hex
        var kept: [String] = []
        for line in old {
            guard let value = Self.value(line), isGood(value) else { continue }
            kept.append(last + line.dropFirst(40))
            last = value.hex
        }
        if kept != old { try? Files.write(Array(kept.map { $0 + "\n" }.joined().utf8), to: path) }
    }

    private static func value(_ line: String) -> ObjectID? {
        let words = line.split(separator: " ", maxSplits: 2)
        return words.count == 3 ? ObjectID(hex: words[1]) : nil
    }
}

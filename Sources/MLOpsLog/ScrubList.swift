internal import MLOpsCore
internal import MLOpsSystem

/// Heads that no ref names any more and whose objects are still to be removed, because they hold something purged: one
/// id a line in `mlops/scrub`.
enum ScrubList {
    static func read(_ layout: LogLayout) throws -> [ObjectID] {
        ((try Files.readIfPresent(path(layout)))?.asText ?? "").split(separator: "\n").compactMap {
            ObjectID(hex: String($0))
        }
    }

    static func add(_ heads: [ObjectID], _ layout: LogLayout) throws {
        let known = Set(try read(layout))
        if known.isSuperset(of: heads) { return }
        let all = known.union(heads).sorted()
        try Files.write(Array(all.map { $0.hex + "\n" }.joined().utf8), to: path(layout))
    }

    static func remove(_ layout: LogLayout) throws {
        try Files.remove(path(layout))
    }

    private static func path(_ layout: LogLayout) -> String { Paths.join(layout.directory, "scrub") }
}

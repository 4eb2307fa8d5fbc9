/// What was purged: ids of runs, models and ops whose bytes must not come back, whoever still has them. A pure function
/// of the set of ops, as state is.
package struct PurgeSet: Sendable, Equatable {
    package private(set) var subjects: Set<String>

    package init(_ subjects: Set<String> = []) {
        self.subjects = subjects
    }

    /// What the purging tombstones among `ops` name.
    package init(of ops: some Sequence<Op>) {
        subjects = []
        for op in ops where op.isPurge { subjects.formUnion(Self.subjects(of: op)) }
    }

    package var isEmpty: Bool { subjects.isEmpty }

    package func isSubset(of other: PurgeSet) -> Bool { subjects.isSubset(of: other.subjects) }

    package mutating func formUnion(_ other: PurgeSet) { subjects.formUnion(other.subjects) }

    /// Whether readers leave the op out and compaction drops it. Tombstones stay for ever, because a clone that was away
    /// must learn of them, unless one is named itself.
    package func hides(_ op: Op) -> Bool {
        if subjects.isEmpty || op.isPurge { return false }
        if subjects.contains(op.id) { return true }
        if op.isTombstone { return false }
        return Self.members.contains { key in op.body[key]?.stringValue.map(subjects.contains) ?? false }
    }

    /// `ops` when it lists any, else the run or model itself.
    private static func subjects(of op: Op) -> [String] {
        if case .array(let ops)? = op.body["ops"] { return ops.compactMap(\.stringValue) }
        return members.compactMap { op.body[$0]?.stringValue }
    }

    private static let members = ["run", "model"]
}

extension Op {
    package var isTombstone: Bool { kind == .runDelete || kind.rawValue == "model.delete" }

    /// A tombstone that also takes the bytes: `"purge":true`.
    package var isPurge: Bool { isTombstone && !isQuarantined && body["purge"]?.boolValue == true }
}

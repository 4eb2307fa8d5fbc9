internal import MLOpsCore

/// What differs between two versions of a notebook, cell by cell. Outputs, counts and ids do not count.
package struct NotebookDiff: Sendable {
    package enum Line: Sendable, Equatable {
        case same(String)
        case removed(String)
        case added(String)
        /// Unchanged lines that are not shown.
        case gap(Int)
    }

    package struct Change: Sendable {
        package enum Kind: String, Sendable {
            case added, removed, changed, moved
        }

        package let kind: Kind
        package let type: String
        /// Places in both versions, counted from 1.
        package let before: Int?
        package let after: Int?
        package let lines: [Line]
        /// Lines about metadata.
        package let metadata: [Line]
    }

    package let changes: [Change]
    /// Of the notebook itself.
    package let metadata: [Line]

    package var isEmpty: Bool { changes.isEmpty && metadata.isEmpty }

    /// nil when one of the two is no notebook; empty bytes are one without cells.
    package init?(from old: [UInt8], to new: [UInt8], context: Int = 3) {
        guard let before = Self.content(old), let after = Self.content(new) else { return nil }
        metadata = Self.compare(before.root["metadata"], after.root["metadata"])
        let matching = CellMatching(before, after)
        let destinations = matching.destinations(count: before.cells.count)
        let origins = matching.origins.compactMap { $0 }
        let stays = Set(AscendingChain.indices(origins).map { origins[$0] })
        var changes: [Change] = []
        var next = 0
        func takeRemoved(upTo end: Int) {
            while next < end {
                if destinations[next] == nil {
                    changes.append(Self.change(.removed, before.cells[next], nil, next, nil, context))
                }
                next += 1
            }
        }
        for (place, origin) in matching.origins.enumerated() {
            guard let origin else {
                changes.append(Self.change(.added, nil, after.cells[place], nil, place, context))
                continue
            }
            takeRemoved(upTo: stays.contains(origin) ? origin : next)
            let change = Self.change(
                stays.contains(origin) ? .changed : .moved, before.cells[origin], after.cells[place], origin, place,
                context)
            if change.kind == .moved || !change.lines.isEmpty || !change.metadata.isEmpty { changes.append(change) }
        }
        takeRemoved(upTo: before.cells.count)
        self.changes = changes
    }

    private static func content(_ bytes: [UInt8]) -> NotebookContent? {
        NotebookContent(bytes.isEmpty ? Array(#"{"nbformat":4,"cells":[]}"#.utf8) : bytes)
    }

    private static func change(
        _ kind: Change.Kind, _ old: NotebookCell?, _ new: NotebookCell?, _ before: Int?, _ after: Int?, _ context: Int
    ) -> Change {
        let lines = compare(old?.lines ?? [], new?.lines ?? [])
        return Change(
            kind: kind, type: (new ?? old)?.type ?? "", before: before.map { $0 + 1 }, after: after.map { $0 + 1 },
            lines: shorten(lines, context),
            metadata: compare(old.map { .object($0.metadata) }, new.map { .object($0.metadata) }))
    }

    private static func compare(_ old: JSONValue?, _ new: JSONValue?) -> [Line] {
        let sides = [old, new].map { side in
            NotebookText.lines(side?.objectValue ?? [:], prefix: "").map(ByteKey.init)
        }
        return compare(sides[0], sides[1]).filter { if case .same = $0 { false } else { true } }
    }

    private static func compare(_ old: [ByteKey], _ new: [ByteKey]) -> [Line] {
        var lines: [Line] = []
        var (one, two) = (0, 0)
        for pair in Alignment.pairs(old, new) + [(old.count, new.count)] {
            lines += old[one..<pair.left].map { .removed($0.text) }
            lines += new[two..<pair.right].map { .added($0.text) }
            if pair.left < old.count { lines.append(.same(old[pair.left].text)) }
            (one, two) = (pair.left + 1, pair.right + 1)
        }
        return lines
    }

    /// Without unchanged lines that are far from every change; nothing when nothing changed.
    private static func shorten(_ lines: [Line], _ context: Int) -> [Line] {
        let changed = lines.indices.filter { if case .same = lines[$0] { false } else { true } }
        guard !changed.isEmpty else { return [] }
        var near = [Bool](repeating: false, count: lines.count)
        for index in changed {
            for place in max(0, index - context)...min(lines.count - 1, index + context) { near[place] = true }
        }
        var result: [Line] = []
        var hidden = 0
        for index in lines.indices {
            if near[index] {
                if hidden > 0 { result.append(.gap(hidden)) }
                hidden = 0
                result.append(lines[index])
            } else {
                hidden += 1
            }
        }
        return hidden > 0 ? result + [.gap(hidden)] : result
    }
}

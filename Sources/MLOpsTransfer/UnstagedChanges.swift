internal import MLOpsCore

/// Large files of the worktree that differ from the index, in git's order: nothing but a path and an object is kept of
/// each of very many.
package struct UnstagedChanges: RandomAccessCollection, Sendable {
    private struct Item {
        let kind: LargeFileChange.Kind
        let path: RepoPath
        /// What the index has; nil until that is known, and where it is no large file.
        var object: LargeObject?
    }

    private var items: [Item] = []
    /// Where the items are, by path: git says files in conflict last.
    private var order: [Int32]?
    /// How many of `order` come before what was noted last.
    private var position = 0

    package var startIndex: Int { 0 }
    package var endIndex: Int { items.count }

    /// A worktree file has no object yet, so none after.
    package subscript(position: Int) -> LargeFileChange {
        let item = items[position]
        return LargeFileChange(kind: item.kind, path: item.path, before: item.object, after: nil)
    }

    mutating func append(_ kind: LargeFileChange.Kind, _ path: RepoPath) {
        items.append(Item(kind: kind, path: path))
    }

    /// What the index has: files have to come in the order of paths.
    mutating func note(_ file: LargeFile) {
        let order = self.order ?? items.indices.map(Int32.init).sorted { items[Int($0)].path < items[Int($1)].path }
        self.order = order
        while position < order.count, items[Int(order[position])].path < file.path { position += 1 }
        guard position < order.count else { return }
        let item = Int(order[position])
        if items[item].object == nil, items[item].path == file.path { items[item].object = file.object }
    }

    /// Leaves out what is no large file.
    mutating func finish() {
        order = nil
        items = items.keeping { $0.object != nil }
    }
}

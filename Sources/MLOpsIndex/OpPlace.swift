internal import GRDB
package import MLOpsCore

/// Where the line of an op stands: bytes of a blob that a log commit holds. The index keeps places and no lines: git has
/// those, packed.
package struct OpPlace: Sendable, Hashable {
    package let commit: ObjectID
    package let blob: ObjectID
    /// In bytes.
    package let offset: Int
    package let length: Int

    package init(commit: ObjectID, blob: ObjectID, offset: Int, length: Int) {
        self.commit = commit
        self.blob = blob
        self.offset = offset
        self.length = length
    }
}

/// An op on its way into the index.
package struct PlacedOp: Sendable {
    package let op: Op
    package let place: OpPlace

    package init(_ op: Op, at place: OpPlace) {
        self.op = op
        self.place = place
    }
}

/// What the index has of an op: where its line is, and the line itself while its run goes on, when every flush of its
/// metrics folds it again.
package struct IndexedOp: Sendable {
    package let place: OpPlace
    package let line: [UInt8]?

    /// Columns: id, commit, blob, start, length, line.
    init?(_ row: Row) {
        guard let commit = ObjectID(hex: row[1] as String), let blob = ObjectID(hex: row[2] as String) else {
            return nil
        }
        place = OpPlace(commit: commit, blob: blob, offset: row[3], length: row[4])
        line = (row[5] as String?).map { Array($0.utf8) }
    }
}

/// What a split knows of a row.
package struct SplitRow: Sendable {
    /// Its place in the random order.
    package var hash: UInt64
    /// Its stratum, or its group.
    package var label = ""
    /// Of a split by time.
    package var time = 0.0

    package init(hash: UInt64) { self.hash = hash }
}

/// Cuts rows into parts in two passes: every row is shown once, then each is asked for, in the same order.
package protocol SplitMethod: AnyObject {
    func observe(_ row: SplitRow)
    /// All rows were shown, and the asking begins, or begins anew.
    func prepare()
    /// The part of a row.
    func part(of row: SplitRow) -> Int
}

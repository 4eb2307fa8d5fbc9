/// What running one code cell left in a notebook, and by what the same cell is found again.
package struct CellOutput: Sendable, Equatable {
    /// Where a cell's outputs belong.
    package struct Key: Hashable, Sendable {
        /// A hash of the cell's source.
        package let source: UInt64
        /// A hash of the sources of all code cells before it: outputs made in the same context are the right ones.
        package let context: UInt64
        /// How many code cells before it have the same source.
        package let ordinal: UInt32

        package init(source: UInt64, context: UInt64, ordinal: UInt32) {
            self.source = source
            self.context = context
            self.ordinal = ordinal
        }
    }

    package let key: Key
    /// The array of outputs in the notebook's bytes, brackets included.
    package let outputs: Range<Int>
    /// The execution count in the notebook's bytes.
    package let count: Range<Int>
}

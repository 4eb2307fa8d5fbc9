/// Cuts bytes that come in pieces into records.
package struct RecordSplitter {
    package let separator: UInt8
    /// What has come of a record whose end has not.
    private var begun: [UInt8] = []

    package init(separator: UInt8) {
        self.separator = separator
    }

    /// Hands each whole record, without its separator, to `body`.
    package mutating func add(_ bytes: UnsafeRawBufferPointer, _ body: (ArraySlice<UInt8>) throws -> Void) rethrows {
        begun.append(contentsOf: bytes)
        var start = 0
        while let end = begun[start...].firstIndex(of: separator) {
            try body(begun[start..<end])
            start = end + 1
        }
        begun.removeSubrange(..<start)
    }

    /// A last record need not end.
    package mutating func finish(_ body: (ArraySlice<UInt8>) throws -> Void) rethrows {
        defer { begun = [] }
        if !begun.isEmpty { try body(begun[...]) }
    }
}

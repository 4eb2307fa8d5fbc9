internal import Glibc

/// Strings by their UTF-8 bytes: the order of code points, and no canonical equivalence.
package enum ByteOrder {
    /// Negative, zero or positive, as `left` comes before, is, or comes after `right`.
    package static func compare(_ left: String, _ right: String) -> Int {
        let fast = left.utf8.withContiguousStorageIfAvailable { left in
            right.utf8.withContiguousStorageIfAvailable { right in compare(left, right) }
        }
        if let fast, let result = fast { return result }
        return compare(Array(left.utf8), Array(right.utf8))
    }

    /// As ``compare(_:_:)``, of bytes.
    package static func compare(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        let count = min(left.count, right.count)
        let order = count == 0 ? 0 : Int(memcmp(left.baseAddress!, right.baseAddress!, count))
        return order != 0 ? order : left.count - right.count
    }

    private static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
        left.withUnsafeBufferPointer { left in right.withUnsafeBufferPointer { compare(left, $0) } }
    }
}

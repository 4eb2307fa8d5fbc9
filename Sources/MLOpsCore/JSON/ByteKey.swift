/// A string that compares by its UTF-8 bytes: Swift's `String ==` would take "é" and "e" + U+0301 for the same.
package struct ByteKey: Hashable, Comparable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (left: ByteKey, right: ByteKey) -> Bool {
        ByteOrder.compare(left.text, right.text) == 0
    }

    package static func < (left: ByteKey, right: ByteKey) -> Bool {
        ByteOrder.compare(left.text, right.text) < 0
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

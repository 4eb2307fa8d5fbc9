/// Text that stands for bytes which are no UTF-8. Arguments, the working folder and variables of the environment are
/// bytes; as `String` they have U+FFFD where these are no text. What was made so at the start of the process is
/// remembered here, so that files are opened, and programs started, by the bytes themselves.
package enum NativeText {
    private struct Entry {
        let text: [UInt8]
        let bytes: [UInt8]
    }

    // SAFETY: written by remember(_:) while the process has one thread, only read later.
    /// The longest text first.
    nonisolated(unsafe) private static var entries: [Entry] = []

    /// The bytes as text; where they are none, their parts between `/`, `=` and `:` are remembered. To be called before
    /// the process has a second thread.
    package static func remember(_ bytes: [UInt8]) -> String {
        guard String(validating: bytes, as: UTF8.self) == nil else { return bytes.asText }
        for part in bytes.split(whereSeparator: { $0 == 0x2f || $0 == 0x3d || $0 == 0x3a }).map(Array.init) {
            let text = Array(part.asText.utf8)
            if text != part, !entries.contains(where: { $0.bytes == part }) {
                entries.append(Entry(text: text, bytes: part))
            }
        }
        entries.sort { $0.text.count > $1.text.count }
        return bytes.asText
    }

    /// A text that stands for two different names, so that neither can be told from the other.
    package static var ambiguous: String? {
        entries.indices.first { index in entries[..<index].contains { $0.text == entries[index].text } }
            .map { entries[$0].text.asText }
    }

    /// Whether all that the process was started with is text, as nearly always.
    package static var isEmpty: Bool { entries.isEmpty }

    /// The bytes that `text` stands for.
    package static func bytes(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        return entries.isEmpty ? bytes : restored(bytes)
    }

    /// Whether `text` is what it says, and does not stand for other bytes.
    package static func isText(_ text: String) -> Bool {
        entries.isEmpty || restored(Array(text.utf8)) == Array(text.utf8)
    }

    private static func restored(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes[...]
        while let first = rest.first {
            if let entry = entries.first(where: { rest.starts(with: $0.text) }) {
                result += entry.bytes
                rest = rest.dropFirst(entry.text.count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}

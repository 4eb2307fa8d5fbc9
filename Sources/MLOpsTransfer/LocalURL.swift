/// Tells paths from URLs as git does.
package enum LocalURL {
    /// The path that `url` means on this machine; nil for another machine's.
    package static func path(_ url: String) -> String? {
        if url.hasPrefix("file://") { return decoded(url.dropFirst(7)) }
        if url.contains("://") || url.hasPrefix("-") || url.isEmpty { return nil }
        guard let colon = url.utf8.firstIndex(of: UInt8(ascii: ":")) else { return url }
        return url[..<colon].contains("/") ? url : nil
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

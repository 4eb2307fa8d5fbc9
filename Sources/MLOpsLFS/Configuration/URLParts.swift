/// A URL cut into parts, as far as this client needs them: `scheme://[user[:password]@]host[:port][/path][?query]`.
package struct URLParts: Sendable, Equatable {
    /// Lower case.
    package let scheme: String
    package let user: String?
    package let password: String?
    /// Lower case, but of SSH, where it may be a name of the user's; an IPv6 address keeps its brackets.
    package let host: String
    package let port: Int?
    /// With its first slash, or empty; what follows a `?` or `#` is not part of it.
    package let path: String

    /// Nil when `text` is not such a URL.
    package init?(_ text: String) {
        guard let mark = text.firstRange(of: "://"), !text[..<mark.lowerBound].isEmpty else { return nil }
        scheme = text[..<mark.lowerBound].lowercased()
        guard scheme.utf8.allSatisfy({ Self.isSchemeByte($0) }) else { return nil }
        let rest = text[mark.upperBound...]
        let authorityEnd = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        var authority = rest[..<authorityEnd]
        path = String(rest[authorityEnd...].prefix { $0 != "?" && $0 != "#" })
        if let at = authority.lastIndex(of: "@") {
            let parts = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = PercentEncoding.decode(parts[0])
            password = parts.count > 1 ? PercentEncoding.decode(parts[1]) : nil
            authority = authority[authority.index(after: at)...]
        } else {
            user = nil
            password = nil
        }
        var portText: Substring?
        if authority.hasPrefix("["), let close = authority.firstIndex(of: "]") {
            let after = authority[authority.index(after: close)...]
            if after.hasPrefix(":") { portText = after.dropFirst() }
            authority = authority[...close]
        } else if let colon = authority.lastIndex(of: ":") {
            portText = authority[authority.index(after: colon)...]
            authority = authority[..<colon]
        }
        if let portText, !portText.isEmpty {
            guard let number = UInt16(portText) else { return nil }
            port = Int(number)
        } else {
            port = nil
        }
        host = scheme.contains("ssh") ? String(authority) : authority.lowercased()
    }

    /// The port that is meant when none is given.
    package var effectivePort: Int? {
        port ?? ["http": 80, "https": 443, "ssh": 22, "git": 9418][scheme]
    }

    /// `host[:port]`, as credentials are kept by.
    package var hostAndPort: String { port.map { "\(host):\($0)" } ?? host }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7a, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }
}

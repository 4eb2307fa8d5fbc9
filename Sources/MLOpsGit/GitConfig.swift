/// git configuration as `git config --list -z` prints it: later entries win.
package struct GitConfig: Sendable {
    /// Keys with section and name in lower case, the subsection as written.
    private var values: [String: [String]] = [:]
    private var order: [String] = []

    /// `listing`: records `key LF value NUL`; a key without a value means true.
    package init(listing: [UInt8]) {
        for record in listing.split(separator: 0) {
            let newline = record.firstIndex(of: 0x0a)
            let key = String(decoding: record[..<(newline ?? record.endIndex)], as: UTF8.self)
            let value = newline.map { String(decoding: record[($0 + 1)...], as: UTF8.self) } ?? "true"
            if values[key] == nil { order.append(key) }
            values[key, default: []].append(value)
        }
    }

    package subscript(key: String) -> String? { values[Self.normalize(key)]?.last }

    /// Keys in the order of the configuration, as git prints them.
    package var keys: [String] { order }

    package func all(_ key: String) -> [String] { values[Self.normalize(key)] ?? [] }

    /// git's words for yes and no, and numbers, of which only zero is no; nil when absent or none of them.
    package func bool(_ key: String) -> Bool? {
        switch self[key]?.lowercased() {
        case "true", "yes", "on": true
        case "false", "no", "off", "": false
        default: int(key).flatMap { Int32(exactly: $0) }.map { $0 != 0 }
        }
    }

    /// A number as git reads it: decimal, 0x hexadecimal or 0 octal, with the suffixes k, m and g.
    package func int(_ key: String) -> Int64? {
        guard var digits = self[key]?.lowercased()[...], let last = digits.last else { return nil }
        let scale: Int64? = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30][last]
        if scale != nil { digits.removeLast() }
        let sign = digits.first == "-" ? "-" : ""
        if digits.first == "-" || digits.first == "+" { digits.removeFirst() }
        guard digits.first.map({ $0 != "-" && $0 != "+" }) ?? false else { return nil }
        let radix = digits.hasPrefix("0x") ? 16 : digits.hasPrefix("0") ? 8 : 10
        let number = Int64(sign + digits.dropFirst(radix == 16 ? 2 : 0), radix: radix)
        guard let product = number?.multipliedReportingOverflow(by: scale ?? 1), !product.overflow else { return nil }
        return product.partialValue
    }

    /// Names N for which some `section.N.…` is set, in the order of the configuration.
    package func subsections(of section: String) -> [String] {
        var names: [String] = []
        for key in order where key.hasPrefix(section.lowercased() + ".") {
            let rest = key.dropFirst(section.utf8.count + 1)
            guard let dot = rest.lastIndex(of: ".") else { continue }
            let name = String(rest[..<dot])
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// Section and name are compared in lower case, the subsection as written.
    private static func normalize(_ key: String) -> String {
        guard let first = key.firstIndex(of: "."), let last = key.lastIndex(of: ".") else { return key.lowercased() }
        return key[..<first].lowercased() + key[first..<last] + key[last...].lowercased()
    }
}

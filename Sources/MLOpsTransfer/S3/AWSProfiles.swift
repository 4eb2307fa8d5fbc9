/// An AWS settings file, `~/.aws/config` or `~/.aws/credentials`: sections of `key = value`, one level of nesting by
/// indentation.
struct AWSProfiles: Equatable {
    /// Values by section and key; a nested key is `outer.inner`.
    private(set) var sections: [String: [String: String]] = [:]

    init(_ bytes: [UInt8]) {
        var section: String?
        var outer: String?
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let text = HTTPHeaders.trimmed(String(line))
            if text.isEmpty || text.hasPrefix("#") || text.hasPrefix(";") { continue }
            if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
                section = Self.section(String(text[text.index(after: text.startIndex)..<end]))
                outer = nil
                continue
            }
            guard let section, let equals = text.firstIndex(of: "=") else { continue }
            let key = HTTPHeaders.trimmed(String(text[..<equals])).lowercased()
            let value = Self.value(String(text[text.index(after: equals)...]))
            let isNested = line.first == " " || line.first == "\t"
            if !isNested { outer = value.isEmpty ? key : nil }
            sections[section, default: [:]][isNested && outer != nil ? "\(outer!).\(key)" : key] = value
        }
    }

    /// `[profile x]` and `[x]` are the same to us; the credentials file has the second form.
    private static func section(_ name: String) -> String {
        let words = name.split(whereSeparator: { $0 == " " || $0 == "\t" }).map { unquoted(String($0)) }
        if words.first == "profile", words.count > 1 { return words.dropFirst().joined(separator: " ") }
        return words.joined(separator: " ")
    }

    /// A comment begins with space and `#` or `;`.
    private static func value(_ text: String) -> String {
        var value = text
        for mark in [" #", " ;", "\t#", "\t;"] {
            if let range = value.range(of: mark) { value = String(value[..<range]) }
        }
        return HTTPHeaders.trimmed(value)
    }

    private static func unquoted(_ text: String) -> String {
        text.count > 1 && text.hasPrefix("\"") && text.hasSuffix("\"") ? String(text.dropFirst().dropLast()) : text
    }

    subscript(section: String, key: String) -> String? {
        sections[section]?[key].flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension String {
    /// The start of the first occurrence of `text`.
    fileprivate func range(of text: String) -> String.Index? {
        firstRange(of: text)?.lowerBound
    }
}

package import MLOpsCore

/// One change of a parameter in the grammar of Hydra's command line (hydra.cc, "Basic override syntax"), with DVC's
/// `FILE:` in front: `key=value`, `+key=value`, `++key=value`, `~key`, `~key=value`.
package struct HydraOverride: Sendable, Equatable {
    package enum Operation: Sendable, Equatable {
        /// The key must be there.
        case change
        /// The key must not be there.
        case add
        case changeOrAdd
        /// The key must be there; with this value, when there is one.
        case remove
    }

    package let operation: Operation
    /// Nil: `params.yaml`.
    package let file: String?
    /// Dotted; of a group of configurations with slashes.
    package let key: String
    /// The package after `@`, where a group goes.
    package let place: String?
    /// Nil: `~key` alone.
    package let value: JSONValue?

    /// Refuses what stands for several runs, with a sentence.
    package init(_ text: String) throws(Diagnostic) {
        let equals = text.firstIndex(of: "=")
        var left = text[..<(equals ?? text.endIndex)]
        var signs = Self.takeSigns(&left)
        if let colon = left.firstIndex(of: ":") {
            file = String(left[..<colon])
            left = left[left.index(after: colon)...]
            signs += Self.takeSigns(&left)
        } else {
            file = nil
        }
        switch signs {
        case "": operation = .change
        case "+": operation = .add
        case "++": operation = .changeOrAdd
        case "~": operation = .remove
        default: throw Self.wrong(text)
        }
        let parts = left.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        key = String(parts.first ?? "")
        place = parts.count > 1 ? String(parts[1]) : nil
        guard Self.isKey(key), file != "", place.map(Self.isKey) ?? true, equals != nil || operation == .remove else {
            throw Self.wrong(text)
        }
        if let equals {
            var parser = HydraValueParser(String(text[text.index(after: equals)...]), override: text)
            value = try parser.parse()
        } else {
            value = nil
        }
    }

    /// They stand before the file, or behind it as DVC has them.
    private static func takeSigns(_ text: inout Substring) -> String {
        let signs = text.prefix { $0 == "+" || $0 == "~" }
        text = text.dropFirst(signs.count)
        return String(signs)
    }

    private static func isKey(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "."), !text.hasSuffix("."), !text.contains("..") else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            let lower = byte | 0x20
            return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || "_-./$".utf8.contains(byte)
        }
    }

    private static func wrong(_ text: String) -> Diagnostic {
        .usage(
            "'\(text)' is no override",
            hint: "write KEY=VALUE, +KEY=VALUE, ++KEY=VALUE or ~KEY, FILE: in front where it is not params.yaml")
    }
}

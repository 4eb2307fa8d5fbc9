/// Text from files, refs and other people on its way to a terminal.
package enum DisplayText {
    /// Control characters as JSON writes them, `\n` and `\u001b`: one line that moves no cursor and paints nothing.
    package static func oneLine(_ text: String) -> String {
        escape(text) { _ in false }
    }

    /// As ``oneLine(_:)``, but line ends and tabs stay.
    package static func lines(_ text: String) -> String {
        escape(text) { $0 == "\n" || $0 == "\t" }
    }

    /// As ``oneLine(_:)``, but colours (`ESC [ digits m`) stay: what was painted on purpose.
    package static func painted(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = ""
        var rest = text.unicodeScalars[...]
        while let start = rest.firstIndex(of: "\u{1b}") {
            result += oneLine(String(rest[..<start]))
            let sequence = rest[start...].dropFirst()
            let parameters = sequence.dropFirst().prefix { ("0"..."9").contains($0) || $0 == ";" }
            let isColour = sequence.first == "[" && sequence[parameters.endIndex...].first == "m"
            let end = isColour ? rest.index(after: parameters.endIndex) : rest.index(after: start)
            result += isColour ? String(rest[start..<end]) : name("\u{1b}")
            rest = rest[end...]
        }
        return result + oneLine(String(rest))
    }

    private static func escape(_ text: String, except isKept: (Unicode.Scalar) -> Bool) -> String {
        guard text.unicodeScalars.contains(where: { isControl($0) && !isKept($0) }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isControl(scalar), !isKept(scalar) {
                result.append(contentsOf: name(scalar).unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// C0, DEL and C1.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
    }

    private static func name(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\t": "\\t"
        case "\r": "\\r"
        default: "\\u00" + Hex.encode([UInt8(scalar.value)])
        }
    }
}

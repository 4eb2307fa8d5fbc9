/// One pattern of gitignore(5), matched against a path or any folder above it.
package struct PathPattern: Sendable {
    private let pattern: [UInt8]
    /// Whether the pattern is matched against the whole path and not against single names.
    private let isAnchored: Bool

    package init(_ text: String) {
        var pattern = Array(text.utf8)[...]
        while pattern.starts(with: [UInt8(ascii: "."), Self.slash]) { pattern = pattern.dropFirst(2) }
        while pattern.count > 1, pattern.last == Self.slash { pattern.removeLast() }
        isAnchored = pattern.contains(Self.slash)
        if pattern.first == Self.slash { pattern.removeFirst() }
        self.pattern = Array(pattern)
    }

    /// Whether the path itself, or a folder that it lies in (which does not count in attributes), matches.
    package func matches(_ path: [UInt8], coversFolders: Bool = true) -> Bool {
        if coversFolders, pattern.isEmpty || pattern.elementsEqual(".".utf8) { return true }
        var ends = coversFolders ? path.indices.filter { path[$0] == Self.slash } : []
        ends.append(path.count)
        return ends.contains { end in
            let whole = path[..<end]
            let candidate = isAnchored ? whole : whole[((whole.lastIndex(of: Self.slash) ?? -1) + 1)...]
            return Self.wild(pattern[...], candidate)
        }
    }

    /// Whether the path itself matches, whatever the folders that it lies in do.
    package func matchesItself(_ path: [UInt8]) -> Bool {
        let start = isAnchored ? path.startIndex : (path.lastIndex(of: Self.slash) ?? -1) + 1
        return Self.wild(pattern[...], path[start...])
    }

    /// wildmatch with WM_PATHNAME: `*` and `?` stop at slashes, `**` between slashes stands for any folders.
    private static func wild(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        var budget = 100_000
        return wild(pattern, text, &budget)
    }

    private static func wild(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>, _ budget: inout Int) -> Bool {
        var pattern = pattern, text = text
        while let head = pattern.first {
            budget -= 1
            if budget < 0 { return false }
            switch head {
            case UInt8(ascii: "*"):
                return star(pattern, text, &budget)
            case UInt8(ascii: "?"):
                guard let byte = text.first, byte != slash else { return false }
                (pattern, text) = (pattern.dropFirst(), text.dropFirst())
            case UInt8(ascii: "["):
                guard let byte = text.first, byte != slash, let (isIn, rest) = bracket(pattern.dropFirst(), byte),
                    isIn
                else { return false }
                (pattern, text) = (rest, text.dropFirst())
            default:
                let isEscape = head == UInt8(ascii: "\\") && pattern.count > 1
                if isEscape { pattern = pattern.dropFirst() }
                guard let byte = text.first, byte == pattern.first else { return false }
                (pattern, text) = (pattern.dropFirst(), text.dropFirst())
            }
        }
        return text.isEmpty
    }

    private static func star(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>, _ budget: inout Int) -> Bool {
        let rest = pattern.drop { $0 == UInt8(ascii: "*") }
        let isDouble = rest.startIndex - pattern.startIndex >= 2
        if isDouble, rest.first == slash, wild(rest.dropFirst(), text, &budget) { return true }
        var text = text
        while true {
            if wild(rest, text, &budget) { return true }
            guard let byte = text.first, isDouble || byte != slash, budget > 0 else { return false }
            text = text.dropFirst()
        }
    }

    /// A bracket expression after its `[`: whether it holds `byte`, and what follows it. Nil when it has no end.
    private static func bracket(
        _ expression: ArraySlice<UInt8>, _ byte: UInt8
    ) -> (isIn: Bool, rest: ArraySlice<UInt8>)? {
        var rest = expression
        let isNegated = rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "^")
        if isNegated { rest = rest.dropFirst() }
        var isIn = false
        var isFirst = true
        while var low = rest.popFirst() {
            if low == UInt8(ascii: "]"), !isFirst { return (isIn != isNegated, rest) }
            isFirst = false
            if low == UInt8(ascii: "["), rest.first == UInt8(ascii: ":"), let (name, after) = className(rest) {
                if holds(name, byte) { isIn = true }
                rest = after
                continue
            }
            if low == UInt8(ascii: "\\"), let next = rest.popFirst() { low = next }
            var high = low
            if rest.first == UInt8(ascii: "-"), let end = rest.dropFirst().first, end != UInt8(ascii: "]") {
                rest = rest.dropFirst(2)
                high = end
            }
            if low <= byte, byte <= high { isIn = true }
        }
        return nil
    }

    /// `:name:]` of a character class.
    private static func className(_ text: ArraySlice<UInt8>) -> (String, ArraySlice<UInt8>)? {
        let body = text.dropFirst()
        guard let colon = body.firstIndex(of: UInt8(ascii: ":")), body[(colon + 1)...].first == UInt8(ascii: "]") else {
            return nil
        }
        return (String(decoding: body[..<colon], as: UTF8.self), body[(colon + 2)...])
    }

    private static func holds(_ name: String, _ byte: UInt8) -> Bool {
        let isUpper = (0x41...0x5a).contains(byte), isLower = (0x61...0x7a).contains(byte)
        let isDigit = (0x30...0x39).contains(byte)
        return switch name {
        case "space": byte == 0x20 || (0x09...0x0d).contains(byte)
        case "blank": byte == 0x20 || byte == 0x09
        case "digit": isDigit
        case "alpha": isUpper || isLower
        case "alnum": isUpper || isLower || isDigit
        case "upper": isUpper
        case "lower": isLower
        case "xdigit": isDigit || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
        case "punct": (0x21...0x7e).contains(byte) && !isUpper && !isLower && !isDigit
        default: false
        }
    }

    private static let slash = UInt8(ascii: "/")

    /// The patterns of a comma-separated list, as `lfs.fetchinclude` holds one.
    package static func list(_ text: String?) -> [PathPattern] {
        (text ?? "").split(separator: ",").compactMap { item in
            let text = item.drop { $0 == " " }
            let end = text.lastIndex { $0 != " " }
            return end.map { PathPattern(String(text[...$0])) }
        }
    }
}

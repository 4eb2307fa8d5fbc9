/// Reads the text of a regular expression.
struct PatternParser {
    private let text: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    init(_ source: String) {
        text = Array(source.unicodeScalars)
    }

    mutating func parse() throws(PatternError) -> PatternNode {
        guard text.count <= 10_000 else {
            throw PatternError(description: "the pattern is longer than 10,000 characters")
        }
        let node = try choice()
        guard position == text.count else { throw fail("')' without '('") }
        return node
    }

    private func fail(_ reason: String) -> PatternError {
        PatternError(description: "character \(position + 1) of the pattern: \(reason)")
    }

    private var peek: Unicode.Scalar? { position < text.count ? text[position] : nil }

    private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    private mutating func choice() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 100 else { throw fail("groups are nested deeper than 100 levels") }
        var branches = [try sequence()]
        while skip("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let next = peek, next != "|", next != ")" {
            if try skipAnchor() { continue }
            parts.append(try quantified(try atom()))
        }
        return .sequence(parts)
    }

    /// `^` at the start and `$` at the end say nothing on whole values; elsewhere nothing would match.
    private mutating func skipAnchor() throws(PatternError) -> Bool {
        guard peek == "^" || peek == "$" else { return false }
        let isStart = peek == "^"
        let neighbour =
            isStart ? (position == 0 ? nil : text[position - 1]) : position + 1 < text.count ? text[position + 1] : nil
        guard neighbour == nil || neighbour == "|" || neighbour == (isStart ? "(" : ")") || neighbour == ":" else {
            throw fail("'\(text[position])' can only stand at the \(isStart ? "start" : "end")")
        }
        position += 1
        return true
    }

    private mutating func quantified(_ node: PatternNode) throws(PatternError) -> PatternNode {
        let repeated: PatternNode
        if skip("?") {
            repeated = .repeated(node, least: 0, most: 1)
        } else if skip("*") {
            repeated = .repeated(node, least: 0, most: nil)
        } else if skip("+") {
            repeated = .repeated(node, least: 1, most: nil)
        } else if skip("{") {
            repeated = try counted(node)
        } else {
            return node
        }
        // Greedy or not, a whole value matches or does not.
        _ = skip("?")
        if peek == "*" || peek == "+" || peek == "?" || peek == "{" { throw fail("two quantifiers in a row") }
        return repeated
    }

    private mutating func counted(_ node: PatternNode) throws(PatternError) -> PatternNode {
        guard let least = number() else { throw fail("expected a number after '{'") }
        if skip("}") { return .repeated(node, least: least, most: least) }
        guard skip(",") else { throw fail("expected ',' or '}'") }
        if skip("}") { return .repeated(node, least: least, most: nil) }
        guard let most = number(), skip("}") else { throw fail("expected '}'") }
        guard most >= least else { throw fail("the second number is less than the first") }
        return .repeated(node, least: least, most: most)
    }

    private mutating func number() -> Int? {
        var digits = ""
        while let next = peek, "0"..."9" ~= next, digits.count < 5 {
            digits.unicodeScalars.append(next)
            position += 1
        }
        return Int(digits)
    }

    private mutating func atom() throws(PatternError) -> PatternNode {
        let scalar = text[position]
        position += 1
        switch scalar {
        case "(": return try group()
        case "[": return .set(try characterClass())
        case ".": return .set(ScalarSet(ranges: [0x0a...0x0a, 0x0d...0x0d], isNegated: true))
        case "\\": return .set(try escape())
        case "*", "+", "?", "{":
            position -= 1
            throw fail("'\(scalar)' has nothing to repeat")
        default: return .set(ScalarSet(ranges: [scalar.value...scalar.value]))
        }
    }

    private mutating func group() throws(PatternError) -> PatternNode {
        if skip("?") {
            guard skip(":") else { throw fail("lookaround and flags are not known") }
        }
        let node = try choice()
        guard skip(")") else { throw fail("'(' without ')'") }
        return node
    }

    private mutating func characterClass() throws(PatternError) -> ScalarSet {
        var set = ScalarSet(isNegated: skip("^"))
        var isFirst = true
        while true {
            guard let next = peek else { throw fail("'[' without ']'") }
            if next == "]", !isFirst {
                position += 1
                return set
            }
            isFirst = false
            try addClassItem(to: &set)
        }
    }

    private mutating func addClassItem(to set: inout ScalarSet) throws(PatternError) {
        let item = try classItem()
        guard let low = item.single, peek == "-", position + 1 < text.count, text[position + 1] != "]" else {
            set.ranges += item.ranges
            set.categories += item.categories
            return
        }
        position += 1
        guard let high = try classItem().single, high >= low else { throw fail("a range in reverse order") }
        set.ranges.append(low...high)
    }

    private mutating func classItem() throws(PatternError) -> ScalarSet {
        let scalar = text[position]
        position += 1
        if scalar == "\\" { return try escape() }
        return ScalarSet(ranges: [scalar.value...scalar.value])
    }

    private mutating func escape() throws(PatternError) -> ScalarSet {
        guard let letter = peek else { throw fail("'\\' at the end") }
        position += 1
        switch letter {
        case "d", "D": return ScalarSet(categories: [(.digit, letter == "D")])
        case "w", "W": return ScalarSet(categories: [(.word, letter == "W")])
        case "s", "S": return ScalarSet(categories: [(.space, letter == "S")])
        case "p", "P": return ScalarSet(categories: [(.general(try categoryName()), letter == "P")])
        case "n": return ScalarSet(ranges: [0x0a...0x0a])
        case "r": return ScalarSet(ranges: [0x0d...0x0d])
        case "t": return ScalarSet(ranges: [0x09...0x09])
        case "A"..."Z", "a"..."z", "0"..."9": throw fail("'\\\(letter)' is not known")
        default: return ScalarSet(ranges: [letter.value...letter.value])
        }
    }

    private mutating func categoryName() throws(PatternError) -> String {
        var name = ""
        guard skip("{") else { throw fail("expected '{'") }
        while let next = peek, next != "}", name.count < 3 {
            name.unicodeScalars.append(next)
            position += 1
        }
        guard skip("}"), 1...2 ~= name.count else { throw fail("expected a general category such as 'L' or 'Nd'") }
        return name
    }
}

extension ScalarSet {
    /// The one scalar of the set.
    fileprivate var single: UInt32? {
        guard !isNegated, categories.isEmpty, ranges.count == 1, ranges[0].count == 1 else { return nil }
        return ranges[0].lowerBound
    }
}

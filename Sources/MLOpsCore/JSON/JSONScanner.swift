/// Splits a JSON text into ``JSONToken``s: one pass over the bytes, no recursion, UTF-8 checked on the way.
///
/// The only tokenizer of the project. It reads through a pointer because it runs over whole notebooks on every
/// `git add`; every access is behind a comparison with `text.count`.
struct JSONScanner {
    let text: UnsafeBufferPointer<UInt8>
    let options: JSONOptions
    var position = 0
    var tokens: [JSONToken] = []
    /// Indices of the arrays and objects that are open.
    private var open: [Int] = []

    init(_ text: UnsafeBufferPointer<UInt8>, options: JSONOptions) {
        self.text = text
        self.options = options
    }

    /// The tokens of the whole text, which must be exactly one value.
    mutating func scan() throws(JSONError) -> [JSONToken] {
        guard text.count < Int(UInt32.max) else { throw error("the text is 4 GiB or larger", at: 0) }
        try refuseByteOrderMark()
        tokens.reserveCapacity(text.count / 64)
        try scanValue()
        while let container = open.last {
            try scanNext(in: container)
        }
        skipWhitespace()
        guard position == text.count else { throw error("unexpected text after the value") }
        return tokens
    }

    /// The next child of an open container, or its end.
    private mutating func scanNext(in container: Int) throws(JSONError) {
        let isObject = tokens[container].kind == .object
        let isFirst = container == tokens.count - 1
        skipWhitespace()
        let close: UInt8 = isObject ? 0x7d : 0x5d
        if peek == close {
            position += 1
            endContainer(container)
            return
        }
        if !isFirst {
            guard peek == 0x2c else {
                throw error(isObject ? "expected ',' or '}'" : "expected ',' or ']'")
            }
            position += 1
        }
        if isObject {
            try scanKey()
        }
        try scanValue()
    }

    private mutating func endContainer(_ container: Int) {
        tokens[container].end = UInt32(position)
        tokens[container].next = UInt32(tokens.count)
        open.removeLast()
    }

    private mutating func scanKey() throws(JSONError) {
        skipWhitespace()
        guard peek == 0x22 else { throw error("expected a name in double quotes") }
        try scanString()
        skipWhitespace()
        guard peek == 0x3a else { throw error("expected ':'") }
        position += 1
    }

    /// A scalar, or the start of a container.
    private mutating func scanValue() throws(JSONError) {
        skipWhitespace()
        switch peek {
        case 0x22: try scanString()
        case 0x7b: try openContainer(.object)
        case 0x5b: try openContainer(.array)
        case 0x2d, .some(0x30...0x39): try scanNumber()
        case 0x74: try scanWord("true", .true)
        case 0x66: try scanWord("false", .false)
        case 0x6e: try scanWord("null", .null)
        case 0x4e where options.allowNonFinite: try scanWord("NaN", .nonFinite)
        case 0x49 where options.allowNonFinite: try scanWord("Infinity", .nonFinite)
        case nil: throw error("expected a value, not the end of the text")
        default: throw error("expected a value")
        }
    }

    private mutating func openContainer(_ kind: JSONToken.Kind) throws(JSONError) {
        guard open.count < options.maxDepth else {
            throw error("nested deeper than \(options.maxDepth) levels")
        }
        open.append(tokens.count)
        append(kind, from: position, to: position + 1)
        position += 1
    }

    mutating func scanWord(_ word: StaticString, _ kind: JSONToken.Kind) throws(JSONError) {
        let count = word.utf8CodeUnitCount
        let end = position + count
        guard end <= text.count else { throw error("expected a value") }
        for index in 0..<count where text[position + index] != word.utf8Start[index] {
            throw error("expected a value")
        }
        append(kind, from: position, to: end)
        position = end
    }

    mutating func append(_ kind: JSONToken.Kind, from start: Int, to end: Int, flags: JSONToken.Flags = []) {
        let next = UInt32(tokens.count + 1)
        tokens.append(
            JSONToken(start: UInt32(start), end: UInt32(end), next: next, kind: kind, flags: flags))
    }

    /// The byte at the position; nil at the end.
    var peek: UInt8? {
        position < text.count ? text[position] : nil
    }

    private mutating func skipWhitespace() {
        while position < text.count {
            switch text[position] {
            case 0x20, 0x0a, 0x0d, 0x09: position += 1
            default: return
            }
        }
    }

    private func refuseByteOrderMark() throws(JSONError) {
        guard text.count >= 3, text[0] == 0xef, text[1] == 0xbb, text[2] == 0xbf else { return }
        throw error("starts with a byte order mark", at: 0)
    }

    func error(_ reason: String, at offset: Int? = nil) -> JSONError {
        JSONError(reason, at: offset ?? position, of: text)
    }
}

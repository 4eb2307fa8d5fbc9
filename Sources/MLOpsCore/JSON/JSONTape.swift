/// A JSON text cut into tokens, with its bytes as they came: nothing is lost and nothing is copied.
package struct JSONTape: Sendable {
    package let bytes: [UInt8]
    package let tokens: [JSONToken]

    /// Cuts `bytes`, which must be one JSON value in UTF-8 without a byte order mark.
    package init(_ bytes: [UInt8], options: JSONOptions = .strict) throws(JSONError) {
        self.bytes = bytes
        tokens = try bytes.withUnsafeBufferPointer { text throws(JSONError) in
            var scanner = JSONScanner(text, options: options)
            return try scanner.scan()
        }
    }

    /// What the string at token `index` says, as UTF-8; lone surrogates as in ``JSONText/decode(_:_:into:)``.
    package func decodedBytes(_ index: Int) -> [UInt8] {
        let token = tokens[index]
        guard token.flags.contains(.escapes) else { return Array(bytes[token.range]) }
        var result: [UInt8] = []
        result.reserveCapacity(token.range.count)
        bytes.withUnsafeBufferPointer { JSONText.decode($0, token.range, into: &result) }
        return result
    }

    /// The bytes of the number, word or container at token `index` as they stand in the text.
    package func literal(_ index: Int) -> String {
        String(decoding: bytes[tokens[index].range], as: UTF8.self)
    }

    /// The number at token `index`, rounded to the nearest double; too large is infinite, as in Python.
    package func double(_ index: Int) -> Double {
        switch tokens[index].kind {
        case .nonFinite where bytes[Int(tokens[index].start)] == 0x4e: .nan
        case .nonFinite: bytes[Int(tokens[index].start)] == 0x2d ? -.infinity : .infinity
        default: Double(literal(index)) ?? .nan
        }
    }

    /// An error that points at token `index`.
    package func error(_ reason: String, at index: Int) -> JSONError {
        let quote = tokens[index].kind == .string ? 1 : 0
        return bytes.withUnsafeBufferPointer { JSONError(reason, at: Int(tokens[index].start) - quote, of: $0) }
    }
}

extension JSONScanner {
    /// A number, with the position at its sign or first digit.
    mutating func scanNumber() throws(JSONError) {
        let start = position
        if peek == 0x2d {
            position += 1
            if options.allowNonFinite, peek == 0x49 { return try scanNegativeInfinity(from: start) }
        }
        let digits = position
        try scanDigits(expecting: "expected a digit after '-'")
        guard text[digits] != 0x30 || position == digits + 1 else {
            throw error("a number must not start with 0", at: digits)
        }
        let integerDigits = position - digits
        let isReal = try scanFractionAndExponent()
        guard isReal || integerDigits <= options.maxIntegerDigits else {
            throw error("a number with more than \(options.maxIntegerDigits) digits", at: start)
        }
        append(isReal ? .real : .integer, from: start, to: position)
    }

    private mutating func scanNegativeInfinity(from start: Int) throws(JSONError) {
        position = start
        try scanWord("-Infinity", .nonFinite)
    }

    /// Whether there was either.
    private mutating func scanFractionAndExponent() throws(JSONError) -> Bool {
        var found = false
        if peek == 0x2e {
            found = true
            position += 1
            try scanDigits(expecting: "expected a digit after '.'")
        }
        if peek == 0x65 || peek == 0x45 {
            found = true
            position += 1
            if peek == 0x2b || peek == 0x2d { position += 1 }
            try scanDigits(expecting: "expected a digit in the exponent")
        }
        return found
    }

    private mutating func scanDigits(expecting reason: String) throws(JSONError) {
        let start = position
        while position < text.count, 0x30...0x39 ~= text[position] { position += 1 }
        guard position > start else { throw error(reason) }
    }
}

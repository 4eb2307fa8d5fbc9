internal import MLOpsCore

/// A notebook's tokens and the questions the stripper asks them, answered as Python would.
struct NotebookDocument {
    let tape: JSONTape

    init(_ bytes: [UInt8]) throws(NotebookError) {
        do {
            tape = try JSONTape(bytes, options: JSONOptions(allowNonFinite: true, maxIntegerDigits: 4300))
        } catch {
            throw NotebookError(error)
        }
        guard tape.tokens[0].kind == .object else { throw NotebookError("not a notebook: no object at the top") }
    }

    func kind(_ index: Int) -> JSONToken.Kind { tape.tokens[index].kind }
    func next(_ index: Int) -> Int { Int(tape.tokens[index].next) }

    /// The tokens of an array's items.
    func items(_ index: Int) -> [Int] {
        var items: [Int] = []
        var child = index + 1
        let end = next(index)
        while child < end {
            items.append(child)
            child = next(child)
        }
        return items
    }

    /// The value of the last member called `name`; nil when there is none or `index` is no object.
    func member(_ name: StaticString, of index: Int) -> Int? {
        name.withUTF8Buffer { key(of: index, $0) }.map { $0 + 1 }
    }

    /// The keys of those members of `index` that `names` name.
    func keys(_ names: [StaticString], of index: Int) -> [Int] {
        names.compactMap { member($0, of: index) }.map { $0 - 1 }
    }

    /// The token of the last key that says `name`.
    func key(of index: Int, _ name: UnsafeBufferPointer<UInt8>) -> Int? {
        guard kind(index) == .object else { return nil }
        var found: Int?
        var key = index + 1
        let end = next(index)
        while key < end {
            if says(key, name) { found = key }
            key = next(key + 1)
        }
        return found
    }

    /// Whether the string at `index` says `text`.
    func says(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let token = tape.tokens[index]
        guard token.kind == .string else { return false }
        if token.flags.contains(.escapes) { return tape.decodedBytes(index).elementsEqual(text) }
        guard token.range.count == text.count else { return false }
        return tape.bytes.withUnsafeBufferPointer { bytes in
            for offset in 0..<text.count where bytes[Int(token.start) + offset] != text[offset] { return false }
            return true
        }
    }

    func says(_ index: Int, _ text: StaticString) -> Bool {
        text.withUTF8Buffer { says(index, $0) }
    }

    func says(_ index: Int, _ text: String) -> Bool {
        var text = text
        return text.withUTF8 { says(index, $0) }
    }

    /// Python's `bool(value)`.
    func isTrue(_ index: Int) -> Bool {
        let token = tape.tokens[index]
        switch token.kind {
        case .null, .false: return false
        case .true, .nonFinite: return true
        case .string: return token.start < token.end
        case .array, .object: return next(index) > index + 1
        case .integer, .real: return tape.double(index) != 0
        }
    }

    /// Python's `text in value` for a list, a string or an object; false for the rest, where Python fails.
    func contains(_ index: Int, _ text: String) -> Bool {
        var text = text
        return text.withUTF8 { name in
            switch kind(index) {
            case .array: items(index).contains { says($0, name) }
            case .object: key(of: index, name) != nil
            case .string: holds(tape.decodedBytes(index), name)
            default: false
            }
        }
    }

    private func holds(_ bytes: [UInt8], _ part: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count >= part.count else { return false }
        return (0...(bytes.count - part.count)).contains { bytes[$0..<$0 + part.count].elementsEqual(part) }
    }

    /// Whether every item of the array at `index` is a string.
    func holdsOnlyStrings(_ index: Int) -> Bool {
        var child = index + 1
        let end = next(index)
        while child < end {
            guard kind(child) == .string else { return false }
            child += 1
        }
        return true
    }
}

/// The members of a JSON object in the order they were first set. Names are unique and compare by their UTF-8
/// bytes: Swift's `String ==` would merge "é" with "e" + U+0301 and lose one of them.
package struct JSONObject: Sendable, Sequence, ExpressibleByDictionaryLiteral {
    /// The names in order.
    package private(set) var keys: [String] = []
    private var values: [JSONValue] = []
    /// Where each name is; built only for objects with many members.
    private var positions: [ByteKey: Int]?

    private static let linearLimit = 12

    package init() {}

    /// A later member of the same name replaces the earlier one.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (key, value) in elements { self[key] = value }
    }

    package init(_ members: some Sequence<(key: String, value: JSONValue)>) {
        for (key, value) in members { self[key] = value }
    }

    package var count: Int { keys.count }
    package var isEmpty: Bool { keys.isEmpty }

    /// The value of `key`; nil when there is no such member. Setting nil removes the member.
    package subscript(key: String) -> JSONValue? {
        get { position(of: key).map { values[$0] } }
        set {
            switch (position(of: key), newValue) {
            case (let index?, let value?): values[index] = value
            case (nil, let value?): append(key, value)
            case (let index?, nil): remove(at: index)
            case (nil, nil): break
            }
        }
    }

    private func position(of key: String) -> Int? {
        if let positions { return positions[ByteKey(key)] }
        return keys.firstIndex { $0.utf8.elementsEqual(key.utf8) }
    }

    private mutating func append(_ key: String, _ value: JSONValue) {
        positions?[ByteKey(key)] = keys.count
        keys.append(key)
        values.append(value)
        if positions == nil, keys.count > Self.linearLimit { indexPositions() }
    }

    private mutating func remove(at index: Int) {
        keys.remove(at: index)
        values.remove(at: index)
        if positions != nil { indexPositions() }
    }

    private mutating func indexPositions() {
        positions = Dictionary(uniqueKeysWithValues: keys.enumerated().map { (ByteKey($1), $0) })
    }

    package func makeIterator() -> AnyIterator<(key: String, value: JSONValue)> {
        var index = 0
        return AnyIterator { [keys, values] in
            guard index < keys.count else { return nil }
            defer { index += 1 }
            return (keys[index], values[index])
        }
    }
}

extension JSONObject: Hashable {
    /// Whether both have the same members, in whatever order.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        hasher.combine(keys.reduce(0) { $0 ^ ByteKey($1).hashValue })
    }
}

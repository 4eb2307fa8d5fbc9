/// The members of a JSON object in the order they were first set. Names are unique and compare by their UTF-8
/// bytes: Swift's `String ==` would merge "é" with "e" + U+0301 and lose one of them.
package struct JSONObject: Sendable, Sequence, ExpressibleByDictionaryLiteral {
    /// The names in order.
    package private(set) var keys: [String] = []
    private var values: [JSONValue] = []
    /// Whether the names ascend: then they are found by halving, and canonical text needs no sorting. Members read
    /// from canonical text do.
    private(set) var isSorted = true
    /// Where each name is; built only for objects with many members out of order.
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

    /// Members whose names are known to ascend.
    init(ascending keys: [String], _ values: [JSONValue]) {
        self.keys = keys
        self.values = values
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
        if isSorted { return sortedPosition(of: key) }
        if let positions { return positions[ByteKey(key)] }
        return keys.firstIndex { ByteOrder.compare($0, key) == 0 }
    }

    private func sortedPosition(of key: String) -> Int? {
        // Members are mostly set in order.
        guard let last = keys.last, ByteOrder.compare(last, key) >= 0 else { return nil }
        var (low, high) = (0, keys.count)
        while low < high {
            let middle = (low + high) / 2
            let order = ByteOrder.compare(keys[middle], key)
            if order == 0 { return middle }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    private mutating func append(_ key: String, _ value: JSONValue) {
        if isSorted, let last = keys.last, ByteOrder.compare(last, key) > 0 { isSorted = false }
        positions?[ByteKey(key)] = keys.count
        keys.append(key)
        values.append(value)
        if !isSorted, positions == nil, keys.count > Self.linearLimit { indexPositions() }
    }

    private mutating func remove(at index: Int) {
        keys.remove(at: index)
        values.remove(at: index)
        if positions != nil { indexPositions() }
    }

    private mutating func indexPositions() {
        positions = Dictionary(uniqueKeysWithValues: keys.enumerated().map { (ByteKey($1), $0) })
    }

    package func makeIterator() -> Iterator { Iterator(keys: keys, values: values) }

    package struct Iterator: IteratorProtocol {
        fileprivate let keys: [String]
        fileprivate let values: [JSONValue]
        private var index = 0

        fileprivate init(keys: [String], values: [JSONValue]) {
            self.keys = keys
            self.values = values
        }

        package mutating func next() -> (key: String, value: JSONValue)? {
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

/// A dictionary whose names compare by their UTF-8 bytes and which is read in the order of those bytes, so that what is
/// made of it is the same on every clone.
package struct ByteMap<Value: Sendable>: Sendable, Sequence, ExpressibleByDictionaryLiteral {
    private var values: [ByteKey: Value] = [:]

    package init() {}

    package init(dictionaryLiteral elements: (String, Value)...) {
        for (key, value) in elements { self[key] = value }
    }

    package var count: Int { values.count }
    package var isEmpty: Bool { values.isEmpty }
    /// The names, sorted.
    package var keys: [String] { values.keys.sorted().map(\.text) }

    /// The value of `key`; setting nil removes it.
    package subscript(key: String) -> Value? {
        get { values[ByteKey(key)] }
        set { values[ByteKey(key)] = newValue }
        _modify { yield &values[ByteKey(key)] }
    }

    package subscript(key: String, default fallback: @autoclosure () -> Value) -> Value {
        get { values[ByteKey(key)] ?? fallback() }
        _modify { yield &values[ByteKey(key), default: fallback()] }
    }

    package func makeIterator() -> AnyIterator<(key: String, value: Value)> {
        var rest = values.sorted { $0.key < $1.key }.makeIterator()
        return AnyIterator { rest.next().map { ($0.key.text, $0.value) } }
    }
}

extension ByteMap: Equatable where Value: Equatable {}

extension ByteMap where Value == JSONValue {
    package var json: JSONValue { .object(JSONObject(self)) }
}

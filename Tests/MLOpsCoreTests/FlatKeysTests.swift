import MLOpsCore
import Testing

@Suite struct FlatKeysTests {
    /// As DVC reads `params: [l.0]`.
    @Test(arguments: [
        ("l.0", "1"), ("l.1.k", "2"), ("l.2", nil), ("l.-1", nil), ("l.0.x", nil), ("l", "[1,{\"k\":2}]"), ("a.b", "3"),
    ])
    func numbersCountItemsOfLists(_ key: String, _ expected: String?) throws {
        let document = try JSONValue.parse(Array(#"{"l": [1, {"k": 2}], "a.b": 3, "a": {"b": 4}}"#.utf8))
        let value = FlatKeys.value(at: key, in: document)
        #expect(value.map { String(decoding: $0.serialized(.compact), as: UTF8.self) } == expected)
    }
}

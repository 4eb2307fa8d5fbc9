import MLOpsCore
import Testing

@Suite struct JSONObjectTests {
    @Test func keepsOrderAndReplacesInPlace() {
        var object: JSONObject = ["b": 1, "a": 2]
        object["b"] = 3
        object["c"] = 4
        #expect(object.keys == ["b", "a", "c"])
        #expect(object["b"] == 3)
        object["a"] = nil
        #expect(object.map(\.key) == ["b", "c"])
        #expect(object["a"] == nil)
    }

    @Test func equalWhateverTheOrder() {
        let left: JSONObject = ["a": 1, "b": [2]]
        let right: JSONObject = ["b": [2], "a": 1]
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left != ["a": 1, "b": [3]])
    }

    @Test func manyMembers() {
        var object = JSONObject()
        for index in 0..<1000 { object["k\(index)"] = .integer(Int64(index)) }
        for index in stride(from: 0, to: 1000, by: 2) { object["k\(index)"] = .null }
        object["k500"] = nil
        #expect(object.count == 999)
        #expect(object["k501"] == 501)
        #expect(object["k998"] == .null)
        #expect(object["k500"] == nil)
    }
}

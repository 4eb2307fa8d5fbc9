import MLOpsCore
import MLOpsTestSupport
import Testing

@Suite struct JSONSerializeTests {
    private func text(_ value: JSONValue, _ style: JSONStyle = .compact) -> String {
        String(decoding: value.serialized(style), as: UTF8.self)
    }

    @Test func styles() {
        let value: JSONValue = ["b": [1, "é\u{7f}"], "a": [:], "c": []]
        #expect(text(value) == "{\"b\":[1,\"é\u{7f}\"],\"a\":{},\"c\":[]}")
        #expect(
            text(value, .pretty(sortedKeys: true, asciiOnly: true))
                == "{\n  \"a\": {},\n  \"b\": [\n    1,\n    \"\\u00e9\\u007f\"\n  ],\n  \"c\": []\n}")
    }

    /// What was written on one line is laid out without reading it.
    @Test func aLineIsLaidOutAsThePrettyStyleDoes() {
        let values: [JSONValue] = [
            [:], [], "", 1, ["a": [:], "b": [], "c": [[], [[:]], 1, "}],{:\\\"[é\n"]],
            [["x": ["\\": "\\\\\""]], .null, true, 1.5],
        ]
        for value in values {
            var found: [UInt8] = []
            JSONText.appendLaidOut(value.serialized(.compact(sortedKeys: true)), depth: 0, to: &found)
            #expect(String(decoding: found, as: UTF8.self) == text(value, .pretty(sortedKeys: true)))
        }
    }

    @Test func namesSortByCodePoint() {
        let value: JSONValue = ["\u{ffff}": 1, "😀": 2, "Z": 3, "a": 4]
        #expect(text(value, .compact(sortedKeys: true)) == "{\"Z\":3,\"a\":4,\"\u{ffff}\":1,\"😀\":2}")
        #expect(text("😀", .compact(sortedKeys: false, asciiOnly: true)) == #""\ud83d\ude00""#)
    }

    @Test func controls() {
        #expect(text(.string("\u{0}\u{8}\u{c}\n\r\t\"\\/\u{1f}")) == #""\u0000\b\f\n\r\t\"\\/\u001f""#)
    }

    @Test func notFinite() {
        #expect(text([.double(.nan), .double(-.infinity)]) == #"["NaN","-Infinity"]"#)
        #expect(text([.double(.nan)], JSONStyle(indent: nil, bareNonFinite: true)) == "[NaN]")
    }

    /// Python 3.11's `repr` of the same doubles.
    @Test(arguments: [
        (0.0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (1e5, "100000.0"), (1e-7, "1e-07"), (1e-4, "0.0001"),
        (0.00012, "0.00012"), (1.5e-5, "1.5e-05"), (1e16, "1e+16"), (1e15, "1000000000000000.0"),
        (9852066437559532, "9852066437559532.0"), (9007199254740992, "9007199254740992.0"),
        (9999999999999998, "9999999999999998.0"), (12345678901234567168, "1.2345678901234567e+19"),
        (1e22, "1e+22"), (1e23, "1e+23"), (1.7976931348623157e308, "1.7976931348623157e+308"),
        (.leastNonzeroMagnitude, "5e-324"),
        (123.456, "123.456"), (0.1, "0.1"), (1e100, "1e+100"), (-2.5e-10, "-2.5e-10"), (10, "10.0"),
    ])
    func doublesReadAsInPython(value: Double, expected: String) {
        #expect(JSONNumber.description(value) == expected)
    }

    @Test func doublesReadBack() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            #expect(Double(JSONNumber.description(value)) == value)
        }
    }

    @Test func overflowIsInfinite() throws {
        #expect(try JSONValue.parse(Array("[1e400,-1e400]".utf8)) == [.double(.infinity), .double(-.infinity)])
    }
}

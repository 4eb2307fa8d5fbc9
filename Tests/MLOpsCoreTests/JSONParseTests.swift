import MLOpsCore
import MLOpsTestSupport
import Testing

@Suite struct JSONParseTests {
    private func parse(_ text: String, _ options: JSONOptions = .strict) throws -> JSONValue {
        try JSONValue.parse(Array(text.utf8), options: options)
    }

    private func failure(_ text: String, _ options: JSONOptions = .strict) -> String? {
        do {
            _ = try parse(text, options)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func everyKindOfValue() throws {
        let text = #" {"a": [1, -2.5, true, false, null, "x"], "b": {}, "c": [], "d": 1e3 } "#
        let expected: JSONValue = ["a": [1, -2.5, true, false, nil, "x"], "b": [:], "c": [], "d": 1000.0]
        #expect(try parse(text) == expected)
    }

    @Test func integersKeepEveryDigit() throws {
        #expect(try parse("9223372036854775807") == .integer(.max))
        #expect(try parse("-9223372036854775808") == .integer(.min))
        #expect(try parse("9223372036854775808") == .bigNumber("9223372036854775808"))
        #expect(try parse("-0") == .integer(0))
        #expect(failure(String(repeating: "1", count: 11), JSONOptions(maxIntegerDigits: 10)) != nil)
    }

    @Test func duplicateNamesLastWins() throws {
        #expect(try parse(#"{"a": 1, "b": 2, "a": 3}"#).serialized() == Array(#"{"a":3,"b":2}"#.utf8))
    }

    @Test func namesThatLookAlikeStayApart() throws {
        let value = try parse("{\"\u{e9}\": 1, \"e\u{301}\": 2}")
        #expect(value.objectValue?.count == 2)
        #expect(value.objectValue?.count == 2)
        #expect(value["\u{e9}"] == 1)
        #expect(value["e\u{301}"] == 2)
    }

    @Test func escapes() throws {
        #expect(try parse(#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#) == "\"\\/\u{8}\u{c}\n\r\té😀")
        #expect(failure(#""\ud800""#) == "line 1, column 1: a string holds half of a surrogate pair")
        #expect(failure(#""\x""#) == "line 1, column 2: an unknown escape")
        #expect(failure(#""\u12g4""#) == "line 1, column 2: '\\u' needs four hexadecimal digits")
    }

    @Test func namesThatPythonKnowsOnRequest() throws {
        #expect(
            try parse("[NaN, Infinity, -Infinity]", .allowNonFinite) == [
                .double(.nan), .double(.infinity), .double(-.infinity),
            ])
        #expect(failure("NaN") == "line 1, column 1: expected a value")
        #expect(failure("-Infinity") == "line 1, column 2: expected a digit after '-'")
    }

    @Test(arguments: [
        ("", "line 1, column 1: expected a value, not the end of the text"),
        ("[1,\n 2,\r\n]", "line 3, column 1: expected a value"),
        ("{\"a\" 1}", "line 1, column 6: expected ':'"),
        ("{\"é\": 1 2}", "line 1, column 9: expected ',' or '}'"),
        ("[1 2]", "line 1, column 4: expected ',' or ']'"),
        ("01", "line 1, column 1: a number must not start with 0"),
        ("1.", "line 1, column 3: expected a digit after '.'"),
        ("1e", "line 1, column 3: expected a digit in the exponent"),
        ("{a: 1}", "line 1, column 2: expected a name in double quotes"),
        ("[] []", "line 1, column 4: unexpected text after the value"),
        ("\"a\tb\"", "line 1, column 3: a control character in a string"),
        ("[\"ab", "line 1, column 2: the string that starts here never ends"),
        ("\u{feff}{}", "line 1, column 1: starts with a byte order mark"),
        ("tru", "line 1, column 1: expected a value"),
    ])
    func refusals(text: String, message: String) {
        #expect(failure(text) == message)
    }

    @Test func malformedUTF8() {
        for bytes: [UInt8] in [
            [0x80], [0xc0, 0xaf], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82],
        ] {
            #expect(throws: JSONError.self) { try JSONValue.parse([0x22] + bytes + [0x22]) }
        }
    }

    @Test func depthIsBounded() throws {
        let deep = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        _ = try parse(deep(512))
        #expect(failure(deep(513)) == "line 1, column 513: nested deeper than 512 levels")
        #expect(failure(String(repeating: "[", count: 10_000)) == "line 1, column 513: nested deeper than 512 levels")
    }

    @Test func everyTruncationIsRefused() throws {
        let text = Array(#"{"a":[1.5e3,"x\u00e9é\ud83d\ude00",true,null]}"#.utf8)
        _ = try JSONValue.parse(text)
        for count in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONValue.parse(Array(text[..<count])) }
        }
    }

    @Test func randomDamageNeverTraps() {
        var random = SeededGenerator(seed: 7)
        let text = Array(#"{"a":[1.5e3,"x\u00e9é\ud83d\ude00\n",true,null,-1,{}],"b":"0123456789abcdef"}"#.utf8)
        for _ in 0..<20_000 {
            var damaged = text
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                damaged[Int.random(in: 0..<text.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let value = try? JSONValue.parse(damaged) else { continue }
            #expect((try? JSONValue.parse(value.serialized())) == value)
        }
    }
}

import MLOpsCore
import MLOpsQuality
import Testing

/// The vectors of docs/formats/schema.md: which texts are of which type.
@Suite struct FieldTypeTests {
    private func accepts(_ field: String, _ value: String) throws -> Bool {
        let text = "x\n\"" + value.replacing("\"", with: "\"\"") + "\"\n"
        return try QualityFixture.report(text, QualityFixture.field(field)).isValid
    }

    @Test(arguments: [
        (
            #""type": "integer""#, ["0", "-0", "+7", "007", "99999999999999999999"],
            ["1.0", "1e3", " 1", "1 ", "-", "+", "0x1", "1,000"]
        ),
        (#""type": "integer", "groupChar": ",""#, ["1,000", "1000", "-1,0"], ["1.0", "a"]),
        (#""type": "integer", "bareNumber": false"#, ["95%", "EUR 95", "€-95", "95"], ["%", "9.5", "9 5"]),
        (
            #""type": "number""#, ["1", "-1.5", "+.5", "1.", "1e5", "1E-5", "NaN", "inf", "-INF"],
            ["", "1e", "1,5", ".", "e5", "1.2.3", "infinity", "0x1p3"].filter { !$0.isEmpty }
        ),
        (#""type": "number", "decimalChar": ",", "groupChar": ".""#, ["1.234,5", "1234", "-,5"], ["1,2,3", "a"]),
        (#""type": "boolean""#, ["true", "True", "TRUE", "1", "false", "False", "FALSE", "0"], ["yes", "tRUE", "2"]),
        (#""type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]"#, ["yes", "no"], ["true", "Yes"]),
        (
            #""type": "date""#, ["2024-02-29", "0001-01-01"],
            ["2023-02-29", "2024-13-01", "24-01-01", "2024-1-1", "2024-01-01T00:00:00"]
        ),
        (
            #""type": "date", "format": "%d/%m/%Y""#, ["29/02/2024", "1/1/2024"],
            ["2024-02-29", "30/02/2024", "29/02/24"]
        ),
        (#""type": "date", "format": "%d %B %Y""#, ["1 March 2024", "01 mar 2024"], ["1 Foo 2024"]),
        (#""type": "date", "format": "fmt:%Y-%j""#, ["2024-366"], ["2024-0", "2024-367"]),
        (
            #""type": "time""#, ["00:00:00", "23:59:59", "12:00:00.5", "24:00:00"],
            ["24:00:01", "1:00:00", "12:00", "12:00:60", "12:00:00Z"]
        ),
        (#""type": "time", "format": "%I:%M %p""#, ["12:30 AM", "1:05 pm"], ["13:00 PM", "1:05"]),
        (
            #""type": "datetime""#, ["2024-01-26T15:00:00", "2024-01-26T15:00:00.300-05:00", "2024-01-26T15:00:00Z"],
            ["2024-01-26", "2024-01-26 15:00:00", "2024-01-26T25:00:00", "2024-01-26T15:00:00+5"]
        ),
        (
            #""type": "datetime", "format": "any""#, ["2024-01-26", "2024-01-26 15:00:00", "2024-01-26T15:00:00Z"],
            ["yesterday"]
        ),
        (#""type": "year""#, ["2024", "-0044", "12024"], ["24", "2024-01", "20.4"]),
        (#""type": "yearmonth""#, ["2024-01"], ["2024-13", "2024", "2024-1"]),
        (#""type": "string", "format": "email""#, ["a@b.c", "a.b+c@d-e.org"], ["a", "a@", "@b", "a b@c", "a@b@c"]),
        (#""type": "string", "format": "uri""#, ["https://a.b/c?d#e", "urn:x:y"], ["a.b/c", "://x", "http:// x"]),
        (
            #""type": "string", "format": "uuid""#, ["123e4567-e89b-12d3-a456-426614174000"],
            ["123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400g"]
        ),
        (#""type": "string", "format": "binary""#, ["YWJj", "YQ==", "YWI="], ["YWJ", "a b=", "===="]),
        (#""type": "object""#, [#"{"a": 1}"#], ["[1]", "{", "1"]),
        (#""type": "array""#, ["[1, 2]"], ["{}", "1,2"]),
        (#""type": "any""#, ["x", "1"], []),
    ])
    func vectors(field: String, good: [String], bad: [String]) throws {
        for value in good { #expect(try accepts(field, value), "\(field) \(value)") }
        for value in bad { #expect(try !accepts(field, value), "\(field) \(value)") }
    }

    private func accepts(_ field: String, _ constraints: String, _ value: String) throws -> Bool {
        try QualityFixture.report("x\n\(value)\n", QualityFixture.field(field, constraints)).isValid
    }

    @Test(arguments: [
        (
            #""type": "integer""#, #""minimum": 5, "maximum": "10""#, ["5", "10", "007"],
            ["4", "11", "99999999999999999999"]
        ),
        (#""type": "integer""#, #""exclusiveMinimum": 5, "exclusiveMaximum": 7"#, ["6"], ["5", "7"]),
        (#""type": "number""#, #""minimum": 0.1"#, ["0.1", "1e0", "INF"], ["0.0999", "NaN", "-INF"]),
        (#""type": "date""#, #""minimum": "2024-01-01""#, ["2024-01-01"], ["2023-12-31"]),
        (
            #""type": "datetime""#, #""maximum": "2024-01-01T00:00:00Z""#, ["2024-01-01T01:00:00+01:00"],
            ["2024-01-01T00:00:00-01:00"]
        ),
        (#""type": "integer""#, #""enum": [1, "2"]"#, ["1", "01", "+2"], ["3"]),
        (#""type": "string""#, #""enum": ["a", "é"]"#, ["a", "é"], ["A", "e\u{301}"]),
        (#""type": "string""#, #""minLength": 2, "maxLength": 3"#, ["éé", "abc", "😀😀"], ["é", "abcd"]),
    ])
    func constraints(field: String, constraints: String, good: [String], bad: [String]) throws {
        for value in good { #expect(try accepts(field, constraints, value), "\(constraints) \(value)") }
        for value in bad { #expect(try !accepts(field, constraints, value), "\(constraints) \(value)") }
    }

    @Test func longListsOfChoices() throws {
        let choices = (0..<100).map { "\"v\($0)\"" }.joined(separator: ", ")
        #expect(try accepts(#""type": "string""#, "\"enum\": [\(choices)]", "v99"))
        #expect(try !accepts(#""type": "string""#, "\"enum\": [\(choices)]", "v100"))
    }
}

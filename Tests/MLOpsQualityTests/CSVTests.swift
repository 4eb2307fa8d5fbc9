import MLOpsCore
import MLOpsQuality
import Testing

/// How texts are cut into rows, seen through what the validator says of them.
@Suite struct CSVTests {
    private func lines(_ text: String, dialect: String = "{}", name: String = "x.csv") throws -> [String] {
        let schema = """
            {"fields": [{"name": "a", "type": "string", "constraints": {"enum": ["1", "x,y", "q\\"q", "l\\nl"]}},
                        {"name": "b", "type": "integer"}], "dialect": \(dialect)}
            """
        return try QualityFixture.lines(text, schema, name: name)
    }

    @Test(arguments: [
        "a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\r1,2\r", "a,b\n1,2", "\u{feff}a,b\n1,2\n", "a,b\n\"x,y\",2\n",
        "a,b\n\"q\"\"q\",\"2\"\n",
        "a,b\n\"l\nl\",2\n", "\"a\",\"b\"\n1,2\n", "a,b\n", "a,b",
    ])
    func soundTexts(text: String) throws {
        #expect(try lines(text).isEmpty)
    }

    @Test func dialects() throws {
        #expect(try lines("a;b\n1;2\n", dialect: #"{"delimiter": ";"}"#).isEmpty)
        #expect(try lines("a\tb\n1\t2\n", name: "x.tsv").isEmpty)
        #expect(try lines("a,b\n'x,y',2\n", dialect: #"{"quoteChar": "'"}"#).isEmpty)
        #expect(try lines("a,b\n\"q\\\"q\",2\n", dialect: #"{"escapeChar": "\\", "doubleQuote": false}"#).isEmpty)
        #expect(try lines("a,b\nx\\,y,2\n", dialect: #"{"escapeChar": "\\"}"#).isEmpty)
        #expect(try lines("#c\na,b\n# c,d,e\n1,2\n", dialect: ##"{"commentChar": "#"}"##).isEmpty)
        #expect(try lines("a, b\n1, 2\n", dialect: #"{"skipInitialSpace": true}"#).isEmpty)
        #expect(try lines("1,2\n", dialect: #"{"header": false}"#).isEmpty)
    }

    @Test func commentsKeepLinesRight() throws {
        #expect(
            try lines("#c\r\na,b\n#\n1,x\n", dialect: ##"{"commentChar": "#"}"##) == [
                ":4: record 2: b = \"x\" is not an integer (1 of 1 row; b.type)"
            ])
    }

    @Test(arguments: [
        (
            "a,b\n\"1,2\n3,4\n",
            [
                ":2: has 1 field, the header has 2 (1 of 1 row; fields)",
                ":2: a quote is opened and never closed (1 of 1 row; quoting)",
                ":2: a = \"1,2\\n3,4\\n\" is not one of \"1\", \"x,y\", \"q\\\"q\", \"l\\nl\" (1 of 1 row; a.enum)",
            ]
        ),
        ("a,b\n\"1\"z,2\n", [":2: there is text after a closing quote (1 of 1 row; quoting)"]),
        ("a,b\n1,2\n\n1,2\n", [":3: the row is blank (1 of 3 rows; fields)"]),
        ("a,b\n1\n", [":2: has 1 field, the header has 2 (1 of 1 row; fields)"]),
        ("", [": is empty; the schema has 2 fields (fields)"]),
        (
            "a,b,a\n1,2,3\n",
            [
                ":1: the column \"a\" is there twice (fields)"
            ]
        ),
    ])
    func flaws(text: String, expected: [String]) throws {
        #expect(try lines(text) == expected)
    }

    @Test func encodings() throws {
        let schema = try QualityFixture.schema(QualityFixture.field(""))
        func problems(_ bytes: [UInt8]) -> [String] {
            TableValidator.validate(bytes, name: RepoPath("x.csv"), schema: schema).findings.map(\.description)
        }
        #expect(
            problems([0x78, 0x0a, 0xe9, 0x0a]) == [
                "x.csv:2: is not UTF-8 text (byte 0xe9) (schema schemas/users.yaml: encoding)"
            ])
        #expect(problems([0xff, 0xfe, 0x78, 0]) == ["x.csv: is UTF-16 text (schema schemas/users.yaml: encoding)"])
        #expect(
            problems([0x78, 0x0a, 0x31, 0, 0x0a]) == ["x.csv:2: has a NUL byte (schema schemas/users.yaml: encoding)"])
    }

    /// Each is one finding that says what the file is and what makes a table of it.
    @Test(
        arguments: [
            ([0xfe, 0xff, 0, 0x78], "is UTF-16 text", "iconv -f UTF-16 -t UTF-8"),
            ([0x78, 0, 0x2c, 0, 0x79, 0, 0x0a, 0], "is UTF-16 text", "iconv -f UTF-16LE -t UTF-8"),
            ([0, 0x78, 0, 0x0a, 0, 0x31, 0, 0x0a], "is UTF-16 text", "iconv -f UTF-16BE -t UTF-8"),
            ([0xff, 0xfe, 0, 0, 0x78, 0, 0, 0], "is UTF-32 text", "iconv -f UTF-32 -t UTF-8"),
            (Array("PAR1\u{15}\u{4}x".utf8), "is a Parquet file, no text", "save it as one"),
            (Array("PK\u{3}\u{4}\u{14}\0".utf8), "is an Excel workbook or a ZIP archive, no text", "save it as one"),
            ([0x1f, 0x8b, 8, 0], "is compressed", "gzip -d"),
        ] as [([UInt8], String, String)])
    func foreignForms(_ bytes: [UInt8], _ problem: String, _ hint: String) throws {
        let schema = try QualityFixture.schema(QualityFixture.field(""))
        let findings = TableValidator.validate(bytes, name: RepoPath("x.csv"), schema: schema).findings
        #expect(findings.map(\.problem) == [problem])
        #expect(findings.first?.hint?.contains(hint) == true)
        #expect(SchemaInference.refusal(bytes)?.problem == problem)
    }

    /// The letters of a format alone make no table foreign.
    @Test(arguments: ["PAR1,x\n1,2\n", "PK,x\n", "ARROW1\n2\n", "a\n", "\u{feff}a,b\n"])
    func tablesThatOnlyLookForeign(_ text: String) {
        #expect(SchemaInference.refusal(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("x;y\n1;2\n", "\";\""), ("x\ty\n", "\"\\t\""), ("x|z\n", "\"|\""), ("x y\n", nil), ("p;q\n", nil),
        ("x,q\n", nil),
    ])
    func anotherDelimiterIsNamed(_ text: String, _ delimiter: String?) throws {
        let hints = try QualityFixture.report(text, QualityFixture.field("")).findings
            .compactMap(\.hint).filter { $0.contains("separated") }
        let expected = delimiter.map {
            "the columns seem to be separated by \($0): add \"dialect\": {\"delimiter\": \($0)} to the schema"
        }
        #expect(hints == [expected].compactMap { $0 })
    }

    @Test func rowsMayBeAbsurdlyWide() throws {
        let report = try QualityFixture.report(
            "x\n" + String(repeating: ",", count: 100_000) + "\n", QualityFixture.field(""))
        #expect(report.findings.map(\.problem) == ["has 100,001 fields, the header has 1"])
    }
}

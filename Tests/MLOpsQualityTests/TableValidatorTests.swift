import MLOpsCore
import MLOpsQuality
import Testing

@Suite struct TableValidatorTests {
    private let users = """
        {"fields": [
          {"name": "id", "type": "integer", "constraints": {"unique": true}},
          {"name": "colour", "type": "string", "constraints": {"enum": ["red", "purple", "green"]}},
          {"name": "qty", "type": "integer", "constraints": {"minimum": 0, "maximum": 99}},
          {"name": "mail", "type": "string", "constraints": {"required": true, "pattern": "[^@]+@[a-z.]+"}}
        ]}
        """

    @Test func soundTable() throws {
        let report = try QualityFixture.report("id,colour,qty,mail\n1,red,0,a@b.c\n2,green,99,d@e.f\n", users)
        #expect(report.isValid)
        #expect(report.rows == 2)
        #expect(report.findings.isEmpty)
    }

    @Test func everyKindOfViolation() throws {
        let text = "id,colour,qty,mail\n1,red,abc,a@b.c\n1,purpel,100,\n3,red,-1,nobody\n4,red,5,a@b.c,x\n"
        #expect(
            try QualityFixture.lines(text, users) == [
                ":2: qty = \"abc\" is not an integer (1 of 4 rows; qty.type)",
                ":3: colour = \"purpel\" is not one of \"red\", \"purple\", \"green\" (1 of 4 rows; colour.enum)",
                ":3: qty = \"100\" is more than 99 (1 of 4 rows; qty.maximum)",
                ":3: mail is missing (1 of 4 rows; mail.required)",
                ":3: id = \"1\" repeats line 2 (1 of 4 rows; id.unique)",
                ":4: qty = \"-1\" is less than 0 (1 of 4 rows; qty.minimum)",
                ":4: mail = \"nobody\" does not match [^@]+@[a-z.]+ (1 of 4 rows; mail.pattern)",
                ":5: has 5 fields, the header has 4 (1 of 4 rows; fields)",
            ])
        let report = try QualityFixture.report(text, users)
        #expect(report.violations == 8)
        #expect(report.findings[0].hint == "3 rows parse as integer; add \"abc\" to missingValues or fix line 2")
        #expect(report.findings[1].hint == "the nearest allowed value is \"purple\"")
        #expect(
            report.findings[0].description
                == "data/users.csv:2: qty = \"abc\" is not an integer (1 of 4 rows; schema schemas/users.yaml: qty.type)"
        )
    }

    @Test func linesArePhysical() throws {
        let text = "x\r\n\"a\r\nb\"\r\n\"c\n\nd\"\r\nbad\r\n"
        let lines = try QualityFixture.lines(
            text,
            QualityFixture.field("\"type\": \"string\"", "\"maxLength\": 4, \"pattern\": \"[^b-z]*b?|c\\\\s\\\\sd\""))
        #expect(lines == [":7: record 4: x = \"bad\" does not match [^b-z]*b?|c\\s\\sd (1 of 3 rows; x.pattern)"])
    }

    @Test func countsStayRightBeyondTheCap() throws {
        let text = "x\n" + String(repeating: "no\n", count: 1500) + "1\n"
        let report = try QualityFixture.report(text, QualityFixture.field("\"type\": \"integer\""))
        #expect(report.findings.count == 3)
        #expect(report.violations == 1500)
        #expect(report.findings[2].description.contains(":4: x = \"no\" is not an integer (1,500 of 1,501 rows;"))
        let capped = try QualityFixture.report(
            text, QualityFixture.field("\"type\": \"integer\""),
            limits: ValidationLimits(examplesPerRule: 50, maxFindings: 10))
        #expect(capped.findings.count == 10)
        #expect(capped.omitted == 40)
        #expect(capped.violations == 1500)
    }

    @Test func valuesCannotReachTheTerminal() throws {
        let lines = try QualityFixture.lines(
            "x\n\u{1b}[2J\u{202e}\u{7}\n", QualityFixture.field("\"type\": \"integer\""))
        #expect(lines == [":2: x = \"\\u{1b}[2J\\u{202e}\\u{7}\" is not an integer (1 of 1 row; x.type)"])
    }

    @Test func machineForm() throws {
        let report = try QualityFixture.report("x\na\n", QualityFixture.field("\"type\": \"integer\""))
        #expect(report.json["violations"] == 1)
        #expect(report.json["findings"]?.arrayValue?.first?["line"] == 2)
        #expect(report.json["findings"]?.arrayValue?.first?["rule"] == "x.type")
    }

    @Test func keys() throws {
        let schema = """
            {"fields": [{"name": "a", "type": "integer"}, {"name": "b", "type": "number"}, {"name": "c"}],
             "primaryKey": "a", "uniqueKeys": [["b", "c"]]}
            """
        #expect(
            try QualityFixture.lines("a,b,c\n1,1.0,x\n01,1,x\n,2,x\n4,,x\n5,,x\n", schema) == [
                ":3: a = \"01\" repeats line 2 (1 of 5 rows; primaryKey)",
                ":3: (b, c) = (\"1\", \"x\") repeats line 2 (1 of 5 rows; uniqueKeys[0])",
                ":4: a is missing (1 of 5 rows; a.required)",
            ])
    }

    @Test func manyKeys() throws {
        var text = "x\n"
        for value in 0..<20_000 { text += "\(value)\n" }
        text += "17\n19999\n"
        let report = try QualityFixture.report(text, QualityFixture.field("\"type\": \"integer\"", "\"unique\": true"))
        #expect(report.violations == 2)
        #expect(report.findings[0].problem == "x = \"17\" repeats line 19")
        #expect(report.findings[1].problem == "x = \"19999\" repeats line 20001")
    }

    @Test func longListsOfChoices() throws {
        let choices = (0..<100).map { "\"v\($0)\"" }.joined(separator: ", ")
        let schema = QualityFixture.field("\"type\": \"string\"", "\"enum\": [\(choices)]")
        #expect(try QualityFixture.report("x\nv99\n", schema).isValid)
        #expect(try !QualityFixture.report("x\nv100\n", schema).isValid)
    }
}

import MLOpsCore
import MLOpsQuality
import Testing

@Suite struct TableSchemaTests {
    @Test(arguments: [
        ("[]", "schemas/users.yaml: must be an object, not an array"),
        ("{}", "schemas/users.yaml: has no 'fields'"),
        (#"{"fields": [{}]}"#, "schemas/users.yaml: fields[0]: has no 'name'"),
        (
            #"{"fields": [{"name": "a", "type": "integr"}]}"#,
            "schemas/users.yaml: fields[0].type: 'integr' is not a type"
        ),
        (
            #"{"fields": [{"name": "a", "type": "date", "format": "%Q"}]}"#,
            "schemas/users.yaml: fields[0].format: '%Q' is not a format"
        ),
        (
            #"{"fields": [{"name": "a", "type": "integer", "constraints": {"minimum": "x"}}]}"#,
            "schemas/users.yaml: fields[0].constraints.minimum: 'x' is not an integer"
        ),
        (
            #"{"fields": [{"name": "a", "constraints": {"minimum": 1}}]}"#,
            "schemas/users.yaml: fields[0].constraints.minimum: values of type 'any' have no order"
        ),
        (
            #"{"fields": [{"name": "a", "constraints": {"required": "yes"}}]}"#,
            "schemas/users.yaml: fields[0].constraints.required: must be true or false, not a string"
        ),
        (#"{"fields": [{"name": "a"}], "primaryKey": ["b"]}"#, "schemas/users.yaml: primaryKey: there is no field 'b'"),
        (#"{"fields": [], "fieldsMatch": "some"}"#, "schemas/users.yaml: fieldsMatch: 'some' is not known"),
        (
            #"{"fields": [], "dialect": {"delimiter": ";;"}}"#,
            "schemas/users.yaml: dialect.delimiter: must be one ASCII character"
        ),
        (#"{"fields": [], "quality": [{"metric": "rowCount"}]}"#, "schemas/users.yaml: quality[0]: has no 'mustBe'"),
        (
            #"{"fields": [], "quality": [{"metric": "rows"}]}"#,
            "schemas/users.yaml: quality[0].metric: 'rows' is not a metric"
        ),
    ])
    func refusals(json: String, message: String) {
        #expect(throws: SchemaError.self) { try QualityFixture.schema(json) }
        do { _ = try QualityFixture.schema(json) } catch { #expect("\(error)" == message) }
    }

    @Test func hintsNameTheNearest() {
        do {
            _ = try QualityFixture.schema(#"{"fields": [{"name": "a", "type": "integr"}]}"#)
        } catch {
            #expect((error as? SchemaError)?.hint == "the nearest is 'integer'")
        }
    }

    @Test func whatIsNotCheckedIsSaid() throws {
        let schema = try QualityFixture.schema(
            #"{"fields": [{"name": "a", "type": "geojson", "constraints": {"jsonSchema": {}}}], "foreignKeys": []}"#)
        #expect(schema.warnings == ["constraint 'jsonSchema' is not known (a)"])
    }

    @Test func unquotedMissingValues() throws {
        #expect(
            try QualityFixture.lines(
                "a\n-99\n", #"{"fields": [{"name": "a", "type": "boolean"}], "missingValues": [-99]}"#
            )
            .isEmpty)
        do {
            _ = try QualityFixture.schema(#"{"fields": [], "missingValues": [false]}"#)
        } catch {
            #expect("\(error)" == "schemas/users.yaml: missingValues[0]: must be a string, not a boolean")
            #expect((error as? SchemaError)?.hint == "write it in quotes")
        }
    }

    @Test func resourcesAreTaken() throws {
        let resource =
            #"{"path": "x.csv", "dialect": {"delimiter": ";"}, "schema": {"fields": [{"name": "a"}, {"name": "b"}]}}"#
        #expect(try QualityFixture.lines("a;b\n1;2\n", resource).isEmpty)
    }

    private func header(_ match: String, _ text: String) throws -> [String] {
        try QualityFixture.lines(
            text, "{\"fields\": [{\"name\": \"id\"}, {\"name\": \"email\"}], \"fieldsMatch\": \"\(match)\"}")
    }

    @Test func fieldsMatch() throws {
        for match in ["exact", "equal", "subset", "superset", "partial"] {
            #expect(try header(match, "id,email\n1,2\n").isEmpty)
        }
        #expect(
            try header("exact", "email,id\n1,2\n") == [
                ":1: the column \"id\" does not stand in the schema's order (fields)"
            ]
                || header("exact", "email,id\n1,2\n") == [
                    ":1: the column \"email\" does not stand in the schema's order (fields)"
                ])
        #expect(try header("equal", "email,id\n1,2\n").isEmpty)
        #expect(
            try header("equal", "id,e-mail\n1,2\n") == [
                ":1: has no column \"email\" (email)",
                ":1: has a column \"e-mail\" that the schema does not know (fields)",
            ])
        #expect(try header("subset", "x,email,id\n1,2,3\n").isEmpty)
        #expect(try header("subset", "id\n1\n") == [":1: has no column \"email\" (email)"])
        #expect(try header("superset", "id\n1\n").isEmpty)
        #expect(try header("superset", "id,x\n1,2\n").count == 1)
        #expect(try header("partial", "x,id\n1,2\n").isEmpty)
        #expect(try header("partial", "x,y\n1,2\n") == [":1: has none of the schema's columns (fields)"])
    }

    @Test func qualityRules() throws {
        let schema = """
            {"fields": [{"name": "a", "type": "integer", "quality": [
               {"metric": "nullValues", "mustBeLessThan": 30, "unit": "percent"},
               {"metric": "duplicateValues", "mustBe": 0, "severity": "warning"},
               {"metric": "invalidValues", "mustBeBetween": [0, 0]},
               {"metric": "missingValues", "arguments": {"missingValues": ["0"]}, "mustBe": 1}]},
              {"name": "b"}],
             "quality": [{"metric": "rowCount", "mustBeGreaterOrEqualTo": 5},
                         {"metric": "duplicateValues", "arguments": {"properties": ["a", "b"]}, "mustBe": 1}]}
            """
        let report = try QualityFixture.report("a,b\n1,x\n1,x\n,y\n,z\n", schema)
        #expect(
            report.findings.map(\.description) == [
                "data/users.csv: a: nullValues is 50 percent, must be less than 30 (2 of 4 rows; schema schemas/users.yaml: a.quality[0])",
                "data/users.csv: a: duplicateValues is 1, must be 0 (1 of 4 rows; schema schemas/users.yaml: a.quality[1])",
                "data/users.csv: a: missingValues is 0, must be 1 (0 of 4 rows; schema schemas/users.yaml: a.quality[3])",
                "data/users.csv: rowCount is 4, must be at least 5 (schema schemas/users.yaml: quality[0])",
            ])
        #expect(report.violations == 3)
        #expect(report.findings[1].severity == .warning)
    }
}

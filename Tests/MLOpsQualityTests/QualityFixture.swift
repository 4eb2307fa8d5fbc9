import MLOpsCore
import MLOpsQuality

/// Short ways to validate texts in tests.
enum QualityFixture {
    static func schema(_ json: String) throws -> TableSchema {
        try TableSchema(JSONValue.parse(Array(json.utf8)), path: "schemas/users.yaml")
    }

    static func report(
        _ text: String, _ schema: String, name: String = "data/users.csv", limits: ValidationLimits = ValidationLimits()
    ) throws -> ValidationReport {
        TableValidator.validate(Array(text.utf8), name: RepoPath(name), schema: try Self.schema(schema), limits: limits)
    }

    /// The findings as lines, without the file and the schema, which are always the same.
    static func lines(_ text: String, _ schema: String, name: String = "data/users.csv") throws -> [String] {
        try report(text, schema, name: name).findings.map { finding in
            var line = finding.description
            line.removeFirst(name.utf8.count)
            return line.replacing("schema schemas/users.yaml: ", with: "")
        }
    }

    /// A schema of one field.
    static func field(_ type: String, _ constraints: String = "") -> String {
        let more = constraints.isEmpty ? "" : ", \"constraints\": {\(constraints)}"
        return "{\"fields\": [{\"name\": \"x\", \(type.isEmpty ? "\"type\": \"any\"" : type)\(more)}]}"
    }
}

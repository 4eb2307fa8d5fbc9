import MLOpsCore
import MLOpsQuality
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// The test vectors of docs/formats/schema.md.
@Suite struct SchemaVectorTests {
    @Test func values() throws {
        let vectors = try Self.vectors("vectors-values")
        #expect(vectors.count > 30)
        for vector in vectors {
            for value in vector["accepts"]?.arrayValue ?? [] {
                #expect(try accepts(vector, value), "\(vector["field"] ?? nil) accepts \(value)")
            }
            for value in vector["refuses"]?.arrayValue ?? [] {
                #expect(try !accepts(vector, value), "\(vector["field"] ?? nil) refuses \(value)")
            }
        }
    }

    @Test func tables() throws {
        let vectors = try Self.vectors("vectors-tables")
        #expect(vectors.count >= 8)
        for vector in vectors {
            let schema = try TableSchema(try #require(vector["schema"]), path: "s.json")
            let text = try #require(vector["csv"]?.stringValue)
            let report = try TableValidator.validate(
                .bytes(Array(text.utf8)), name: RepoPath("data.csv"), schema: schema
            ) { _ in nil }
            let lines = report.findings.map { finding in
                JSONValue.string(
                    String(
                        finding.description.dropFirst("data.csv".utf8.count).replacing("schema s.json: ", with: "")))
            }
            #expect(.array(lines) == vector["findings"])
        }
    }

    private func accepts(_ vector: JSONValue, _ value: JSONValue) throws -> Bool {
        var field = try #require(vector["field"]?.objectValue)
        field["name"] = "x"
        let schema = try TableSchema(["fields": [.object(field)]], path: "s.json")
        let cell = try #require(value.stringValue).replacing("\"", with: "\"\"")
        return TableValidator.validate(Array("x\n\"\(cell)\"\n".utf8), name: RepoPath("data.csv"), schema: schema)
            .isValid
    }

    /// The lines of a fenced block of the page.
    private static func vectors(_ name: String) throws -> [JSONValue] {
        let page = try Files.read(Paths.join(TestEnvironment.packageRoot, "docs/formats/schema.md"))
        let lines = String(decoding: page, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex(of: "```\(name)"))
        return try lines[(start + 1)...].prefix { $0 != "```" }.map { try JSONValue.parse(Array($0.utf8)) }
    }
}

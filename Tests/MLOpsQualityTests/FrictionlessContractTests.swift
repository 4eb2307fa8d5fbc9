import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsQuality

/// Our verdicts beside those of frictionless, the reference implementation of Table Schema, over made-up tables: the
/// same rows break the same rules.
@Suite struct FrictionlessContractTests {
    /// Reads cases, prints for each the list of `[line, rule]` that frictionless has against it.
    private static let program = """
        import json, re, sys, warnings
        warnings.simplefilter("ignore")
        from frictionless import Package, Resource, Schema, system
        def rule(error):
            if error.type == "constraint-error":
                return re.search(r'constraint "(\\w+)"', error.note).group(1)
            return {"type-error": "type", "unique-error": "unique", "primary-key": "primaryKey",
                    "foreign-key": "foreignKeys", "missing-cell": "fields", "extra-cell": "fields",
                    "blank-row": "fields"}.get(error.type, error.type)
        answers = []
        for case in json.load(sys.stdin):
            table = Resource(name="table", data=case["csv"].encode(), format="csv",
                             schema=Schema.from_descriptor(case["schema"]))
            users = Resource(name="users", data=case["users"].encode(), format="csv")
            package = Package(resources=[table, users])
            report = package.validate(limit_errors=100000)
            found = set()
            for task in report.tasks:
                if task.name == "table":
                    for error in task.errors:
                        found.add((getattr(error, "row_number", 1), rule(error)))
            answers.append(sorted(found))
        print(json.dumps(answers))
        """

    private struct Case {
        let schema: String
        let csv: String
        static let users = "id,name\n1,a\n2,b\n3,c\n"

        var json: JSONValue {
            get throws {
                ["schema": try JSONValue.parse(Array(schema.utf8)), "csv": .string(csv), "users": .string(Self.users)]
            }
        }

        /// Ours in the same form.
        func verdict() throws -> Set<String> {
            let report = try TableValidator.validate(
                .bytes(Array(csv.utf8)), name: RepoPath("table.csv"), schema: QualityFixture.schema(schema),
                limits: ValidationLimits(examplesPerRule: .max, maxFindings: .max)
            ) { _ in ReferenceTable(name: RepoPath("users.csv"), content: .bytes(Array(Self.users.utf8)), schema: nil) }
            return Set(
                report.findings.map { finding in
                    let word = finding.rule.split(separator: ".").last.map(String.init) ?? ""
                    return "\(finding.line ?? 1) \(word.prefix { $0 != "[" })"
                })
        }
    }

    private static let types: [(type: String, cells: [String], constraints: [String])] = [
        (
            "\"type\": \"integer\"", ["1", "-7", "12", "007", "x", "1.5", "", "1e3", "99999999999999999999"],
            ["\"minimum\": 0", "\"maximum\": 10", "\"enum\": [1, 12, -7]", "\"required\": true", "\"unique\": true"]
        ),
        (
            "\"type\": \"number\"", ["1", "-0.5", "1e3", "NaN", "INF", "abc", "", "1.50", "1.5"],
            ["\"minimum\": 0", "\"maximum\": 100", "\"required\": true"]
        ),
        (
            "\"type\": \"string\"", ["a", "abc", "abcdef", "", "A b", "42"],
            [
                "\"minLength\": 2", "\"maxLength\": 3", "\"pattern\": \"[a-z]+\"", "\"enum\": [\"a\", \"42\"]",
                "\"unique\": true",
            ]
        ),
        ("\"type\": \"boolean\"", ["true", "False", "1", "0", "yes", "", "TRUE"], ["\"required\": true"]),
        (
            "\"type\": \"date\"", ["2024-01-31", "2024-02-29", "2023-02-29", "31.1.2024", "", "1999-12-31"],
            ["\"minimum\": \"2000-01-01\"", "\"maximum\": \"2024-02-01\"", "\"required\": true"]
        ),
        ("\"type\": \"datetime\"", ["2024-01-31T10:00:00", "2024-01-31T10:00:00Z", "2024-01-31", "", "x"], []),
        ("\"type\": \"time\"", ["10:00:00", "25:00:00", "10:00", "", "x"], ["\"required\": true"]),
        ("\"type\": \"year\"", ["2024", "1999", "24", "x", ""], ["\"minimum\": 2000"]),
        ("\"type\": \"yearmonth\"", ["2024-01", "2024-13", "2024", ""], []),
        ("\"type\": \"object\"", ["{}", "[1]", "{", ""], ["\"required\": true"]),
        ("\"type\": \"array\"", ["[]", "[1, 2]", "{}", "1", ""], ["\"minLength\": 1"]),
        ("\"type\": \"geopoint\"", ["90.5, 45.5", "181,0", "1", "a,b", ""], []),
        ("\"type\": \"duration\"", ["P1Y", "PT5M", "P", "1Y", "P1DT1H", ""], []),
        ("\"type\": \"list\", \"itemType\": \"integer\"", ["1,2", "1,x", "7", ""], []),
    ]

    private static func field(_ name: String, _ random: inout SeededGenerator) -> (json: String, cells: [String]) {
        let (type, cells, constraints) = types.randomElement(using: &random)!
        var chosen: [String] = []
        for constraint in constraints where Int.random(in: 0..<3, using: &random) == 0 { chosen.append(constraint) }
        return ("{\"name\": \"\(name)\", \(type), \"constraints\": {\(chosen.joined(separator: ", "))}}", cells)
    }

    private static func make(_ random: inout SeededGenerator) -> Case {
        let fields = (0..<Int.random(in: 1...3, using: &random)).map { field("f\($0)", &random) }
        var csv = "no,user," + fields.indices.map { "f\($0)" }.joined(separator: ",") + "\n"
        for row in 0..<Int.random(in: 0...12, using: &random) {
            let no = Int.random(in: 0..<8, using: &random) == 0 ? "\(max(0, row - 1))" : "\(row)"
            let user = ["1", "2", "3", "4", ""].randomElement(using: &random)!
            let cells = fields.map {
                "\"" + $0.cells.randomElement(using: &random)!.replacing("\"", with: "\"\"") + "\""
            }
            csv += ([no, user] + cells).joined(separator: ",") + "\n"
        }
        let schema = """
            {"fields": [{"name": "no", "type": "integer"}, {"name": "user", "type": "integer"},
             \(fields.map(\.json).joined(separator: ", "))], "primaryKey": "no",
             "foreignKeys": [{"fields": "user", "reference": {"resource": "users", "fields": "id"}}]}
            """
        return Case(schema: schema, csv: csv)
    }

    @Test func theSameRowsBreakTheSameRules() throws {
        let peer = try #require(Peers.find("frictionless"), "\(Peers.missing("frictionless"))")
        var random = SeededGenerator(seed: 11)
        let cases = (0..<150).map { _ in Self.make(&random) }
        let input = JSONValue.array(try cases.map { try $0.json }).serialized(.compact)
        let folder = TempDirectory()
        let result = try Shell.run(
            [Paths.join(Paths.parent(peer), "python"), "-c", Self.program], in: folder.path,
            environment: TestEnvironment.make(home: folder.path), input: input
        ).check()
        let answers = try #require(try JSONValue.parse(result.outputBytes).arrayValue)
        for (number, (made, answer)) in zip(cases, answers).enumerated() {
            let theirs = Set(
                (answer.arrayValue ?? []).map { error in
                    let parts = error.arrayValue ?? []
                    return "\(parts.first?.integerValue ?? 0) \(parts.last?.stringValue ?? "")"
                })
            let ours = try made.verdict()
            #expect(
                ours.symmetricDifference(theirs).isEmpty,
                "only ours \(ours.subtracting(theirs)), only theirs \(theirs.subtracting(ours)), case \(number): \(made.schema)\n\(made.csv)"
            )
        }
    }
}

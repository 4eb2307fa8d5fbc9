import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// MLflow's own code takes these, which its documentation does not have: an AND that joins nothing, and a number in quotes.
private func isDeviation(_ text: String) -> Bool {
    text.hasPrefix("AND ") || text.hasSuffix(" AND") || text.contains("version_number > '1'")
}

/// Everything else is answered as MLflow's own code does (make-vectors.py).
@Suite struct SearchVectorTests {
    private static let vectors: JSONValue = {
        let path = Paths.join(TestEnvironment.packageRoot, "Tests/MLOpsCoreTests/Search/vectors.json")
        return (try? JSONValue.parse(Files.read(path), options: .init(allowNonFinite: true))) ?? .null
    }()

    private static func rows(_ name: String) -> [(subject: String, text: String, found: [String]?)] {
        (vectors[name]?.arrayValue ?? []).map { row in
            let items = row.arrayValue!
            return (
                items[0].stringValue!, items[1].stringValue!, items[2].arrayValue.map { $0.compactMap(\.stringValue) }
            )
        }
    }

    private static let subjects: [String: SearchSubject] = [
        "runs": .runs, "models": .models, "modelVersions": .modelVersions,
    ]

    private static func items(_ subject: String) -> [JSONValue] { vectors[subject]?.arrayValue ?? [] }

    private static func name(_ item: JSONValue, _ subject: String) -> String {
        switch subject {
        case "runs": item["attributes"]!["run_id"]!.stringValue!
        case "models": item["name"]!.stringValue!
        default: "\(item["name"]!.stringValue!)/\(item["version"]!.integerValue!)"
        }
    }

    private static func value(_ value: JSONValue?) -> SearchValue? {
        switch value {
        case .string(let text)?: .text(text)
        case .integer(let number)?: .number(Double(number))
        case .double(let number)?: .number(number)
        default: nil
        }
    }

    private static let names = [
        "creation_timestamp": "created", "last_updated_timestamp": "updated", "version_number": "version",
    ]

    private static func values(_ item: JSONValue, _ key: SearchKey) -> [SearchValue] {
        switch key {
        case .attribute(let name): [value((item["attributes"] ?? item)[names[name] ?? name])].compactMap(\.self)
        case .metric(let name): [value(item["metrics"]?[name])].compactMap(\.self)
        case .param(let name): [value(item["params"]?[name])].compactMap(\.self)
        case .tag(let name): [value(item["tags"]?[name])].compactMap(\.self)
        case .dataset(let name): (item["datasets"]?.arrayValue ?? []).compactMap { value($0[name]) }
        }
    }

    @Test func filtersAreMLflows() throws {
        var count = 0
        var differing: [String] = []
        for (subject, text, expected) in Self.rows("filters") where !isDeviation(text) {
            let filter = try? SearchFilter(text, of: Self.subjects[subject]!)
            let found = filter.map { filter in
                Self.items(subject).filter { item in filter.matches { Self.values(item, $0) } }
                    .map { Self.name($0, subject) }
            }
            if found != expected { differing.append("\(subject): \(text): \(found as Any), not \(expected as Any)") }
            count += 1
        }
        #expect(differing == [])
        #expect(count > 3000)
    }

    @Test func ordersAreMLflows() throws {
        var count = 0
        var differing: [String] = []
        for (subject, text, expected) in Self.rows("orders") where !isDeviation(text) {
            let orders = try? text.split(separator: "|", omittingEmptySubsequences: false).map {
                try SearchOrder(String($0), of: Self.subjects[subject]!)
            }
            let found = orders.map { orders in
                (orders + Self.ties(subject)).sort(Self.items(subject)) { Self.values($0, $1).first }
                    .map { Self.name($0, subject) }
            }
            if found != expected { differing.append("\(subject): \(text): \(found as Any), not \(expected as Any)") }
            count += 1
        }
        #expect(differing == [])
        #expect(count > 90)
    }

    private static func ties(_ subject: String) -> [SearchOrder] {
        switch subject {
        case "runs":
            [
                SearchOrder(key: .attribute("start_time"), isAscending: false),
                SearchOrder(key: .attribute("run_id"), isAscending: true),
            ]
        case "models": [SearchOrder(key: .attribute("name"), isAscending: true)]
        default:
            [
                SearchOrder(key: .attribute("name"), isAscending: true),
                SearchOrder(key: .attribute("version_number"), isAscending: false),
            ]
        }
    }
}

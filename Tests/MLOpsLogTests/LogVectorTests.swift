import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// The folded state of the test vectors of docs/formats/log.md: lines `run …`, `experiments …`, `logged …`, `models …`.
@Suite struct LogVectorTests {
    private let lines: [Substring]

    init() throws {
        let text = try Files.read(Paths.join(TestEnvironment.packageRoot, "docs/formats/log.md")).asText
        let section = try #require(text.firstRange(of: "## Test vector"))
        lines = text[section.upperBound...].split(separator: "\n")
    }

    private var ops: [Op] { lines.filter { $0.hasPrefix("{") }.compactMap { Op(line: Array($0.utf8)) } }

    /// What the document says, and what the fold makes of the ops in two orders.
    private func check(_ name: String, _ fold: ([Op]) -> JSONValue?) throws {
        let line = try #require(lines.first { $0.hasPrefix(name + " ") })
        for ops in [ops, ops.reversed() + ops] {
            #expect(fold(ops)?.canonicalText == String(line.dropFirst(name.utf8.count + 1)))
        }
    }

    private func about(_ subject: String, _ ops: [Op]) -> [Op] { ops.filter { $0.subject == subject } }

    @Test func theRun() throws {
        let id = String(repeating: "a", count: 32)
        try check("run") { RunFold.fold(run: id, about(id, $0))?.json }
    }

    @Test func theExperiments() throws {
        try check("experiments") { .array(ExperimentFold.fold($0).map(\.json)) }
    }

    @Test func theLoggedModel() throws {
        let id = "m-" + String(repeating: "b", count: 32)
        try check("logged") { LoggedModelFold.fold(id, about(id, $0))?.json }
    }

    @Test func theModels() throws {
        try check("models") { .array(ModelFold.fold($0).map(\.json)) }
    }
}

extension JSONValue {
    fileprivate var canonicalText: String { serialized(.compact(sortedKeys: true)).asText }
}

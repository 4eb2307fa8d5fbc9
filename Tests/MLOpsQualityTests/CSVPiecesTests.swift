import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsQuality

/// A table that is read in pieces gets the verdict of the same table read whole, wherever the pieces end.
@Suite struct CSVPiecesTests {
    static let schema = """
        {"fields": [{"name": "a", "type": "integer", "constraints": {"unique": true}}, {"name": "b"}],
         "primaryKey": ["a", "b"], "dialect": {"commentChar": "#"}}
        """

    private static func pieces(of bytes: [UInt8], size: Int, step: Int) -> CSVText {
        var position = 0
        return CSVText(size: size) { buffer throws(SystemError) in
            let count = min(step, buffer.count, bytes.count - position)
            buffer.copyBytes(from: bytes[position..<(position + count)])
            position += count
            return count
        }
    }

    @Test func piecesDoNotMatter() throws {
        var random = SeededGenerator(seed: 7)
        let parts: [[UInt8]] = [
            Array("1,x".utf8), Array("2,\"y\nz\"".utf8), [0x0a], [0x0d], [0x0d, 0x0a], Array("é,日本".utf8), [0xff], [0],
            Array("# note".utf8), Array("\"open".utf8), Array("17,\"a\"\"b\"".utf8), Array(",,,".utf8), [0xe6, 0x97],
        ]
        let schema = try QualityFixture.schema(Self.schema)
        for _ in 0..<400 {
            var bytes = Array("a,b\n".utf8)
            if Bool.random(using: &random) { bytes = [0xef, 0xbb, 0xbf] + bytes }
            for _ in 0..<Int.random(in: 0...25, using: &random) {
                bytes += parts.randomElement(using: &random) ?? []
                if Bool.random(using: &random) { bytes.append(0x0a) }
            }
            let whole = TableValidator.validate(bytes, name: RepoPath("t.csv"), schema: schema)
            let size = Int.random(in: 8...40, using: &random)
            let text = Self.pieces(of: bytes, size: size, step: Int.random(in: 1...40, using: &random))
            var run = TableRun(text, name: RepoPath("t.csv"), schema: schema, limits: ValidationLimits())
            let report = run.report()
            let same = report.findings == whole.findings
            #expect(same, "\(bytes) in windows of \(size)")
            #expect(report.rows == whole.rows && report.violations == whole.violations)
        }
    }

    @Test func aFileGetsTheVerdictOfItsBytes() throws {
        let folder = TempDirectory()
        var text = "a,b\n"
        for value in 0..<60_000 { text += "\(value),some text to fill the window\n" }
        text += "59999,again\nx,y\n"
        try folder.write("t.csv", text)
        let schema = try QualityFixture.schema(Self.schema)
        let whole = TableValidator.validate(Array(text.utf8), name: RepoPath("t.csv"), schema: schema)
        let file = try TableValidator.validate(.file(folder.path("t.csv")), name: RepoPath("t.csv"), schema: schema) {
            _ in nil
        }
        #expect(file.findings == whole.findings)
        #expect(file.violations == 2 && file.rows == 60_002)
        #expect(throws: (any Error).self) {
            try TableValidator.validate(.file(folder.path("none")), name: RepoPath("t.csv"), schema: schema) { _ in nil
            }
        }
    }

    /// Ids that ascend are not hashed until one does not.
    @Test(arguments: [[1, 2, 3, 2], [5, 4, 5], [1, 1], [-3, 0, 7, 100, -3, 7]]) func repeatsAreFoundInAnyOrder(
        _ ids: [Int]
    )
        throws
    {
        var seen: [Int: Int] = [:]
        var expected: [String] = []
        for (index, id) in ids.enumerated() {
            if let line = seen[id] { expected.append("x = \"\(id)\" repeats line \(line)") }
            if seen[id] == nil { seen[id] = index + 2 }
        }
        let text = "x\n" + ids.map { "\($0)\n" }.joined()
        let report = try QualityFixture.report(text, QualityFixture.field("\"type\": \"integer\"", "\"unique\": true"))
        #expect(report.findings.map(\.problem) == expected)
    }

    @Test func timeEndsBetweenRows() throws {
        let text = "x\n" + String(repeating: "no\n", count: 10_000)
        var limits = ValidationLimits()
        limits.isExpired = { true }
        let report = try QualityFixture.report(text, QualityFixture.field("\"type\": \"integer\""), limits: limits)
        #expect(!report.isComplete)
        #expect(report.rows == 4096 && report.violations == 4096)
        #expect(report.json["complete"] == false)
    }
}

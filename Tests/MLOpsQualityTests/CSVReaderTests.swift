import MLOpsTestSupport
import Testing

@testable import MLOpsQuality

@Suite struct CSVReaderTests {
    /// Whatever is written by the rules of RFC 4180 is read as the same values on the same lines.
    @Test func readsWhatWasWritten() {
        var random = SeededGenerator(seed: 21)
        let pieces = ["a", "é", ",", "\"", "\n", "\r\n", "\r", " ", "'", ";", "\t", "日本"]
        for _ in 0..<3000 {
            let width = Int.random(in: 1...4, using: &random)
            let end = ["\n", "\r\n", "\r"].randomElement(using: &random) ?? "\n"
            var text: [UInt8] = []
            var expected: [(line: Int, values: [[UInt8]])] = []
            var line = 1
            for _ in 0..<Int.random(in: 0...5, using: &random) {
                let values = (0..<width).map { _ in
                    (0..<Int.random(in: 0...3, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                        .joined()
                }
                expected.append((line, values.map { Array($0.utf8) }))
                let written = values.map { Self.written($0, quoted: width == 1 || Bool.random(using: &random)) }
                line += Self.lineEnds(written.joined(separator: ",")) + 1
                text += Array((written.joined(separator: ",") + end).utf8)
            }
            let read = Self.read(text)
            #expect(read.map(\.line) == expected.map(\.line), "\(String(decoding: text, as: UTF8.self))")
            #expect(read.map(\.values) == expected.map(\.values), "\(String(decoding: text, as: UTF8.self))")
        }
    }

    private static func read(_ text: [UInt8]) -> [(line: Int, values: [[UInt8]])] {
        text.withUnsafeBufferPointer { bytes in
            var reader = CSVReader(bytes, dialect: CSVDialect())
            var rows: [(line: Int, values: [[UInt8]])] = []
            while reader.next() {
                rows.append((reader.line, reader.fields.map { field in reader.withValue(field) { Array($0) } }))
            }
            return rows
        }
    }

    private static func written(_ value: String, quoted: Bool) -> String {
        let mustQuote = value.utf8.contains { [0x2c, 0x22, 0x0a, 0x0d].contains($0) }
        return quoted || mustQuote ? "\"" + value.replacing("\"", with: "\"\"") + "\"" : value
    }

    /// CR, LF and CRLF count once each.
    private static func lineEnds(_ text: String) -> Int {
        let bytes = Array(text.utf8)
        return bytes.indices.count { index in
            bytes[index] == 0x0a || (bytes[index] == 0x0d && (index + 1 == bytes.count || bytes[index + 1] != 0x0a))
        }
    }

    /// Any bytes at all are read to their end.
    @Test func anyBytesAreRead() {
        var random = SeededGenerator(seed: 22)
        let bytes: [UInt8] = [0x22, 0x2c, 0x0a, 0x0d, 0x5c, 0x23, 0x61, 0xff, 0x00, 0x20]
        var dialect = CSVDialect()
        for round in 0..<3000 {
            let text = (0..<Int.random(in: 0...40, using: &random)).map { _ in bytes.randomElement(using: &random) ?? 0
            }
            dialect.escape = round.isMultiple(of: 2) ? 0x5c : nil
            dialect.comment = round.isMultiple(of: 3) ? 0x23 : nil
            dialect.skipInitialSpace = round.isMultiple(of: 5)
            text.withUnsafeBufferPointer { buffer in
                var reader = CSVReader(buffer, dialect: dialect)
                var last = -1
                while reader.next() {
                    #expect(reader.start > last)
                    last = reader.start
                    for field in reader.fields { reader.withValue(field) { #expect($0.count <= text.count) } }
                }
            }
        }
    }
}

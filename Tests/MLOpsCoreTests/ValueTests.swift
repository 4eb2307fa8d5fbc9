import MLOpsCore
import MLOpsTestSupport
import Testing

@Suite struct HexTests {
    @Test func readsWhatItWrites() {
        var random = SeededGenerator(seed: 1)
        for count in 0..<64 {
            let bytes = random.bytes(count)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes).uppercased()) == bytes)
        }
        #expect(Hex.encode([0, 0x0f, 0xff]) == "000fff")
    }

    @Test(arguments: ["0", "0g", "g0", " 0", "é", "0x", "00 ", "１１"])
    func refusesAnythingElse(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}

@Suite struct ObjectIDTests {
    @Test func hasOneForm() {
        let text = "0123456789abcdef0123456789abcdef01234567"
        #expect(ObjectID(hex: text)?.hex == text)
        #expect(ObjectID(hex: text.uppercased())?.hex == text)
        #expect(ObjectID(hex: text.dropLast()) == nil)
        #expect(ObjectID(hex: text + "00") == nil)
        #expect(ObjectID(hex: "") == nil)
        #expect(ObjectID.zero.hex == String(repeating: "0", count: 40))
        #expect(ObjectID.zero < ObjectID(hex: text)!)
        #expect(!(ObjectID.zero < ObjectID.zero))
    }
}

@Suite struct ContentIDTests {
    @Test func keepsItsDigits() {
        var random = SeededGenerator(seed: 2)
        var ids: [ContentID] = []
        for _ in 0..<50 {
            let bytes = random.bytes(32)
            let id = ContentID(bytes: bytes)!
            #expect(id.hex == Hex.encode(bytes))
            #expect(ContentID(id.hex) == id)
            #expect(ContentID(id.hex.uppercased()) == nil || !id.hex.contains { $0.isLetter })
            ids.append(id)
        }
        #expect(ids.sorted().map(\.hex) == ids.map(\.hex).sorted())
        #expect(ContentID(bytes: random.bytes(31)) == nil)
        #expect(ContentID(String(repeating: "0", count: 63)) == nil)
    }
}

@Suite struct DecimalTextTests {
    @Test(arguments: [
        (0.93057, 4, "0.9306"), (1, 4, "1"), (123456, 4, "1.235e+05"), (0, 4, "0"), (-0.0, 4, "-0"), (1e-9, 3, "1e-09"),
        (.nan, 4, "nan"), (.infinity, 4, "inf"), (-.infinity, 4, "-inf"),
        (.leastNonzeroMagnitude, 17, "4.9406564584124654e-324"),
        (.greatestFiniteMagnitude, 17, "1.7976931348623157e+308"),
    ])
    func roundsAsCDoes(value: Double, digits: Int, text: String) {
        #expect(DecimalText.significant(value, digits: digits) == text)
    }

    @Test(arguments: [
        (0, "0.0s"), (449, "0.4s"), (9999, "9.9s"), (10_000, "10s"), (59_999, "59s"), (60_000, "1m00s"),
        (185_000, "3m05s"),
        (8_040_000, "2h14m"), (273_600_000, "3d04h"), (-5, "0.0s"), (Int64.min, "0.0s"),
        (Int64.max, "106751991167d07h"),
    ])
    func tellsDurations(milliseconds: Int64, text: String) {
        #expect(DecimalText.duration(milliseconds: milliseconds) == text)
    }
}

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_767_323_045_678, "2026-01-02T03:04:05.678Z"),
        (-1, "1969-12-31T23:59:59.999Z"), (-1000, "1969-12-31T23:59:59.000Z"),
        (951_782_400_007, "2000-02-29T00:00:00.007Z"),
    ])
    func isRFC3339(milliseconds: Int64, text: String) {
        #expect(Timestamp.rfc3339(milliseconds) == text)
    }

    /// Times come from other people's logs.
    @Test(arguments: [Int64.min, .min + 1, .max, -62_135_596_800_001])
    func survivesAnyNumber(milliseconds: Int64) {
        #expect(Timestamp.rfc3339(milliseconds).hasSuffix("Z"))
        #expect(!Timestamp.local(milliseconds).isEmpty)
    }

    @Test func agreesWithDate() throws {
        let temp = TempDirectory()
        var random = SeededGenerator(seed: 5)
        let seconds = (0..<200).map { _ in Int64.random(in: -5_000_000_000...50_000_000_000, using: &random) }
        try temp.write("times", seconds.map { "@\($0)\n" }.joined())
        let lines = try Shell.run(
            ["date", "-u", "-f", temp.path("times"), "+%Y-%m-%dT%H:%M:%S.000Z"], in: temp.path,
            environment: TestEnvironment.make(home: temp.path)
        ).check().output.split(separator: "\n").map(String.init)
        #expect(seconds.map { Timestamp.rfc3339($0 * 1000) } == lines)
    }
}

@Suite struct DiagnosticTests {
    @Test func readsAsGitsDo() {
        #expect(
            "\(Diagnostic.fatal("cannot open 'x': No such file or directory"))"
                == "fatal: cannot open 'x': No such file or directory")
        #expect("\(Diagnostic.error("one", hint: "try", "again"))" == "error: one\nhint: try\nhint: again")
        #expect("\(Diagnostic.usage("unknown option 'x'"))" == "error: unknown option 'x'")
        #expect("\(Diagnostic.fatal("two\nlines"))" == "fatal: two\nfatal: lines")
        #expect("\(Diagnostic.bug("odd"))".hasPrefix("BUG: odd\nhint: please report this"))
    }

    @Test func exitsAsGitDoes() {
        #expect(Diagnostic.fatal("").exitCode == 128)
        #expect(Diagnostic.bug("").exitCode == 128)
        #expect(Diagnostic.error("").exitCode == 1)
        #expect(Diagnostic.usage("").exitCode == 129)
    }

    private struct Convertible: DiagnosticConvertible {
        var diagnostic: Diagnostic { .error("converted") }
    }

    private struct Other: Error, CustomStringConvertible {
        var description: String { "other" }
    }

    @Test func takesAnyError() {
        #expect(Diagnostic(describing: Diagnostic.error("x")) == .error("x"))
        #expect(Diagnostic(describing: Convertible()) == .error("converted"))
        #expect(Diagnostic(describing: Other()) == .fatal("other"))
    }
}

@Suite struct DisplayTests {
    @Test func showsValues() {
        #expect(DisplayValue.text(.string("a b")) == "a b")
        #expect(DisplayValue.text(.double(0.123456789)) == "0.123457")
        #expect(DisplayValue.text(.integer(12_345_678)) == "12345678")
        #expect(DisplayValue.text(.bool(true)) == "true")
        #expect(DisplayValue.text(.null) == "null")
    }

    /// A value that somebody pushed may not paint, scroll or retitle our terminal.
    @Test func showsNoControlCharacters() {
        #expect(
            DisplayText.oneLine("\u{1b}[31mred\u{7}\r\n\tx\u{9b}1m\u{7f}é")
                == #"\u001b[31mred\u0007\r\n\tx\u009b1m\u007fé"#)
        #expect(DisplayText.lines("one\n\ttwo\u{1b}]0;x\u{7}") == "one\n\ttwo\\u001b]0;x\\u0007")
        #expect(DisplayText.oneLine("plain é") == "plain é")
        #expect(
            DisplayText.painted("a\u{1b}[1;31mred\u{1b}[0m\u{1b}[2J\u{1b}]0;x\u{7}\u{1b}[31\u{1b}")
                == "a\u{1b}[1;31mred\u{1b}[0m\\u001b[2J\\u001b]0;x\\u0007\\u001b[31\\u001b")
        #expect(DisplayText.painted("\u{1b}") == "\\u001b")
        #expect(DisplayValue.text(.string("a\nb")) == #"a\nb"#)
    }
}

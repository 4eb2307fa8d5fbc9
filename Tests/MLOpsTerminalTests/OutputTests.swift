import MLOpsCore
import MLOpsSystem
import MLOpsTerminal
import MLOpsTestSupport
import Testing

@Suite struct OutputTests {
    private let folder = TempDirectory()

    @Test func writesAllInOrder() throws {
        let file = try Descriptor(opening: folder.path("out"), flags: FileFlags.createAndWrite)
        let output = Output(descriptor: file.raw)
        for number in 0..<20_000 { output.line("line \(number)") }
        output.json(.object(["b": 1, "a": .string("é")]))
        output.flush()
        output.flush()
        #expect(output.failure == nil)
        let text = try folder.read("out")
        #expect(text.hasPrefix("line 0\nline 1\n"))
        #expect(text.hasSuffix("line 19999\n{\n  \"a\": \"é\",\n  \"b\": 1\n}\n"))
        #expect(!output.isTerminal)
    }

    @Test(arguments: ["models", "versions"], [[], ["{\"a\":1}"], ["{\"a\":1}", "[]"]])
    func aListIsTheDocumentThatHoldsIt(name: String, items: [String]) throws {
        let file = try Descriptor(opening: folder.path("list"), flags: FileFlags.createAndWrite)
        let output = Output(descriptor: file.raw)
        let values = try items.map { try JSONValue.parse(Array($0.utf8)) }
        output.json(["schema": 1], lists: [name: items.lazy.map(JSONItem.line)])
        output.json(["schema": 1], lists: [name: values.lazy.map(JSONItem.value)])
        output.json(["schema": 1, name: .array(values)])
        output.flush()
        let text = try folder.read("list")
        let third = text.count / 3
        #expect(text.prefix(third) == text.suffix(third))
        #expect(text.dropFirst(third).prefix(third) == text.suffix(third))
    }

    @Test func remembersTheFirstFailure() throws {
        let full = try Descriptor(opening: "/dev/full", flags: FileFlags.createAndWrite)
        let output = Output(descriptor: full.raw)
        output.write([UInt8](repeating: 0x61, count: 1 << 17))
        output.line("more")
        output.flush()
        #expect(output.failure?.cause == "No space left on device")
    }

    @Test func paintsOnlyWhenAsked() throws {
        let file = try Descriptor(opening: folder.path("out"), flags: FileFlags.createAndWrite)
        #expect(Output(descriptor: file.raw).paint("x", .red) == "x")
        #expect(Output(descriptor: file.raw, colour: .always).paint("x", .red) == "\u{1b}[31mx\u{1b}[0m")
        #expect(Output(descriptor: file.raw, colour: .never).paint("x", .red) == "x")
    }

    /// Wide characters take two columns, combining marks none.
    @Test(arguments: [
        ("日本", 4), ("é", 1), ("e\u{301}", 1), ("\u{1f600}", 2), ("ﾊ", 1), ("가", 2), ("ñandú", 5), ("", 0),
    ])
    func tablesCountColumns(text: String, width: Int) {
        let table = Table(columns: [.init("A"), .init("B")], rows: [[text, "x"], ["123456", "y"]])
        let line = table.text().split(separator: "\n")[1]
        #expect(line == text + String(repeating: " ", count: 8 - width) + "x")
    }
}

import MLOpsTerminal
import Testing

@Suite struct TableTests {
    @Test func alignsColumnsAndTrimsLineEnds() {
        let table = Table(
            columns: [.init("NAME"), .init("SIZE", .right), .init("NOTE")],
            rows: [["a", "1", ""], ["long name", "1000", "x"]])
        #expect(table.text() == "NAME       SIZE  NOTE\na             1\nlong name  1000  x\n")
    }

    @Test func titlesStayOnTheirLine() {
        let table = Table(columns: [.init("a\nb", .right), .init("\u{1b}[2J")], rows: [["1", "2"]])
        #expect(table.text() == "a\\nb  \\u001b[2J\n   1  2\n")
    }

    @Test func coloursTakeNoRoom() {
        let table = Table(
            columns: [.init("A"), .init("B")], rows: [["\u{1b}[31mred\u{1b}[0m", "1"], ["blue!", "2"]])
        #expect(table.text() == "A      B\n\u{1b}[31mred\u{1b}[0m    1\nblue!  2\n")
    }

    @Test func progressHasGitsShape() {
        let line = TerminalReporter.progressLine(
            "Hashing data", done: 9, total: 20, bytes: 1_288_490_188, elapsed: 4000)
        #expect(line == "Hashing data:  45% (9/20), 1.19 GiB | 307.19 MiB/s")
    }

    @Test(arguments: [
        (0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1.00 KiB"), (1_610_612_736, "1.50 GiB"),
    ])
    func sizesAreBinary(bytes: Int64, text: String) {
        #expect(ByteCount.text(bytes) == text)
    }
}

/// What the first bytes of a file say that it is, when that is no text in UTF-8.
struct ForeignForm: Equatable {
    /// Follows the name of the file: `is UTF-16 text`.
    let problem: String
    /// How to make a table of it.
    let hint: String

    private init(_ problem: String, _ hint: String) {
        self.problem = problem
        self.hint = hint
    }

    /// Nil: it may be a table. `start` is the beginning of the file, or all of it.
    init?(_ start: UnsafeBufferPointer<UInt8>) {
        guard let form = Self.marked(start) ?? Self.wide(start) else { return nil }
        self = form
    }

    private static func marked(_ start: UnsafeBufferPointer<UInt8>) -> ForeignForm? {
        forms.first { start.starts(with: $0.magic) && isBinary($0.magic, start) }?.form
    }

    /// A header may begin with the letters of a format; none has control characters behind them.
    private static func isBinary(_ magic: [UInt8], _ start: UnsafeBufferPointer<UInt8>) -> Bool {
        let isText = magic.allSatisfy { (0x20..<0x7f).contains($0) }
        guard isText else { return true }
        return start.dropFirst(magic.count).prefix(8).contains { $0 < 0x20 && !(0x09...0x0d).contains($0) }
    }

    /// UTF-16 without a byte order mark: ASCII characters of which every other byte is zero.
    private static func wide(_ start: UnsafeBufferPointer<UInt8>) -> ForeignForm? {
        let pairs = start.prefix(64)
        guard pairs.count >= 4, pairs.contains(0) else { return nil }
        let zeros = pairs.indices.dropLast(pairs.count % 2).map { pairs[$0] == 0 }
        let alternates = zip(zeros, zeros.dropFirst()).allSatisfy { $0 != $1 }
        return alternates ? encoding("UTF-16", "UTF-16\(zeros[0] ? "BE" : "LE")") : nil
    }

    private static func encoding(_ name: String, _ converter: String) -> ForeignForm {
        ForeignForm("is \(name) text", "convert it to UTF-8: iconv -f \(converter) -t UTF-8")
    }

    /// Longer marks before those that they begin with.
    private static let forms: [(magic: [UInt8], form: ForeignForm)] = [
        ([0xff, 0xfe, 0, 0], encoding("UTF-32", "UTF-32")), ([0, 0, 0xfe, 0xff], encoding("UTF-32", "UTF-32")),
        ([0xff, 0xfe], encoding("UTF-16", "UTF-16")), ([0xfe, 0xff], encoding("UTF-16", "UTF-16")),
        (Array("PAR1".utf8), binary("a Parquet file")), (Array("ARROW1".utf8), binary("an Arrow file")),
        (Array("PK\u{3}\u{4}".utf8), binary("an Excel workbook or a ZIP archive")),
        ([0xd0, 0xcf, 0x11, 0xe0], binary("an Excel workbook of the old format")),
        (Array("SQLite format 3\0".utf8), binary("an SQLite database")),
        ([0x1f, 0x8b], compressed("gzip")), ([0x28, 0xb5, 0x2f, 0xfd], compressed("zstd")),
        ([0xfd] + Array("7zXZ".utf8), compressed("xz")),
    ]

    private static func binary(_ what: String) -> ForeignForm {
        ForeignForm(
            "is \(what), no text", "schemas judge CSV and TSV files; save it as one, or set -mlops-schema for it")
    }

    private static func compressed(_ program: String) -> ForeignForm {
        ForeignForm("is compressed", "schemas judge what is not: \(program) -d")
    }
}

import MLOpsNotebook
import MLOpsSystem
import MLOpsTestSupport

/// Damages notebooks of the corpus at random, the same for the same seed, and asks the reader what must hold for any
/// bytes whatever. A crash ends the process; the seed is in the name of the failing test.
struct NotebookFuzzer {
    private static let words = [
        "{", "}", "[", "]", "\"", ",", ":", "\\u0000", "\\ud800", "\\udc00", "1e999", "-0", "NaN", "-Infinity", "null",
        "true", "\"cells\"", "\"metadata\"", "\"outputs\"", "\"source\"", "\"id\"", "\"nbformat\": 3", "\"worksheets\"",
        "\"execution_count\"", "\"cell_type\"", "\"code\"", "\"data\"", "\"text/plain\"", "\u{2028}", "\u{feff}",
        "\r\n",
        "99999999999999999999999999", "[[[[[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":", "\\", "\u{0}", "é", "e\u{301}",
    ].map { Array($0.utf8) }

    private let corpus: [[UInt8]]
    private var random: SeededGenerator

    init(seed: UInt64) throws {
        random = SeededGenerator(seed: seed)
        let folder = Paths.join(TestEnvironment.packageRoot, "Tests/MLOpsNotebookTests/Corpus")
        corpus = try Files.list(folder).sorted().map { try Files.read(Paths.join(folder, $0)) }
    }

    /// One damaged notebook.
    mutating func next() -> [UInt8] {
        var bytes = corpus[pick(corpus.count)]
        for _ in 0...pick(6) { mutate(&bytes) }
        return bytes
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return bytes += Self.words[pick(Self.words.count)] }
        let place = pick(bytes.count)
        let end = min(bytes.count, place + 1 + pick(pick(10) == 0 ? bytes.count : 24))
        switch pick(9) {
        case 0: bytes[place] ^= 1 << UInt8(pick(8))
        case 1: bytes[place] = UInt8(pick(256))
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.insert(contentsOf: bytes[place..<end], at: pick(bytes.count))
        case 4, 5: bytes.insert(contentsOf: Self.words[pick(Self.words.count)], at: place)
        case 6: bytes.replaceSubrange(place..<end, with: Self.words[pick(Self.words.count)])
        case 7: splice(&bytes, at: place)
        default: bytes.removeSubrange(place...)
        }
    }

    private mutating func splice(_ bytes: inout [UInt8], at place: Int) {
        let other = corpus[pick(corpus.count)]
        guard !other.isEmpty else { return }
        let start = pick(other.count)
        bytes.insert(contentsOf: other[start..<min(other.count, start + 1 + pick(200))], at: place)
    }

    mutating func options() -> StripOptions {
        var options = StripOptions()
        options.collectOutputs = pick(2) == 0
        options.keepOutput = pick(4) == 0 ? true : nil
        options.keepID = pick(3) == 0
        options.keepCount = pick(5) == 0
        options.dropEmptyCells = pick(5) == 0
        options.maxSize = pick(5) == 0 ? 10 : 0
        if pick(12) == 0 { options.mode = .zeppelin }
        return options
    }

    private mutating func pick(_ count: Int) -> Int {
        Int.random(in: 0..<count, using: &random)
    }
}

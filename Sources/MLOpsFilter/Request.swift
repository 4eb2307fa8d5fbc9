/// One command of git's, with its `key=value` pairs as bytes.
struct Request: Equatable {
    private let pairs: [(key: [UInt8], value: [UInt8])]

    /// Splits each line at its first `=`.
    init(lines: [[UInt8]]) {
        pairs = lines.map { line in
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return (line, []) }
            return (Array(line[..<equals]), Array(line[(equals + 1)...]))
        }
    }

    subscript(_ key: StaticString) -> [UInt8]? {
        let name = key.withUTF8Buffer { Array($0) }
        return pairs.first { $0.key == name }?.value
    }

    var command: String { String(decoding: self["command"] ?? [], as: UTF8.self) }
    var path: [UInt8] { self["pathname"] ?? [] }
    var canDelay: Bool { self["can-delay"] == [UInt8(ascii: "1")] }

    static func == (left: Request, right: Request) -> Bool {
        left.pairs.elementsEqual(right.pairs) { $0 == $1 }
    }
}

/// Points as lines: `["loss",0.25,7,1767323045000]`. Runs log millions of them, so the common form does not become a
/// ``JSONValue`` on its way.
extension MetricPoint {
    /// Appends ``json`` and a newline.
    package func appendLine(to text: inout [UInt8]) {
        text.append(0x5b)
        JSONText.appendQuoted(key, ascii: false, to: &text)
        text.append(0x2c)
        if value.isFinite {
            text.append(contentsOf: JSONNumber.description(value).utf8)
        } else {
            JSONText.appendQuoted(JSONNumber.description(value), ascii: false, to: &text)
        }
        for number in [step, time] {
            text.append(0x2c)
            text.append(contentsOf: number.magnitude <= 1 << 53 ? "\(number)".utf8 : "\"\(number)\"".utf8)
        }
        text.append(0x5d)
        text.append(0x0a)
    }

    /// Reads a line without its newline; nil when it is no point.
    package init?(line: some Collection<UInt8>) {
        if let point = line.withContiguousStorageIfAvailable({ Self.plain($0) }) ?? nil {
            self = point
        } else {
            guard let json = try? JSONValue.parse(Array(line)) else { return nil }
            self.init(json)
        }
    }

    /// The line if it has the form that ``appendLine(to:)`` writes of a finite value and a key without escapes.
    private static func plain(_ line: UnsafeBufferPointer<UInt8>) -> MetricPoint? {
        guard line.count > 2, line[0] == 0x5b, line[1] == 0x22, line[line.count - 1] == 0x5d else { return nil }
        var end = 2
        while end < line.count, line[end] != 0x22 {
            if line[end] < 0x20 || line[end] == 0x5c { return nil }
            end += 1
        }
        guard let key = String(validating: line[2..<end], as: UTF8.self) else { return nil }
        var fields = PlainFields(line, from: end + 1)
        guard let value = fields.next(isWhole: false).flatMap({ Double(Substring($0)) }),
            let step = fields.next(isWhole: true).flatMap({ Int64($0) }),
            let time = fields.next(isWhole: true).flatMap({ Int64($0) }), fields.isAtEnd
        else { return nil }
        return MetricPoint(key: key, value: value, step: step, time: time)
    }
}

/// The numbers after a point's key, each behind a comma.
private struct PlainFields {
    private let line: UnsafeBufferPointer<UInt8>
    private var index: Int

    init(_ line: UnsafeBufferPointer<UInt8>, from index: Int) {
        self.line = line
        self.index = index
    }

    /// Only the closing bracket is left.
    var isAtEnd: Bool { index == line.count - 1 }

    /// The digits of the next number; nil when what comes is no plain number.
    mutating func next(isWhole: Bool) -> String? {
        guard index < line.count, line[index] == 0x2c else { return nil }
        let start = index + 1
        index = start
        while index < line.count - 1, line[index] != 0x2c {
            switch line[index] {
            case 0x30...0x39, 0x2d: break
            case 0x2e, 0x2b, 0x65,
                0x45 where !isWhole:
                break
            default: return nil
            }
            index += 1
        }
        return index == start ? nil : String(decoding: line[start..<index], as: UTF8.self)
    }
}

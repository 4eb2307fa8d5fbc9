internal import MLOpsCore

extension FieldType {
    /// What `text` says; nil when it is not of the type.
    func parse(_ text: String) -> CellValue? {
        var text = text
        return text.withUTF8 { parse($0) }
    }

    /// What `cell` says; nil when it is not of the type.
    func parse(_ cell: UnsafeBufferPointer<UInt8>) -> CellValue? {
        switch self {
        case .any: .text
        case .string(let format): format.accepts(cell) ? .text : nil
        case .integer(let format): NumberText.integer(cell, format)
        case .number(let format): NumberText.number(cell, format)
        case .boolean(let yes, let no): Self.boolean(cell, yes, no)
        case .date(let format): TimeText.date(cell, format)
        case .time(let format): TimeText.time(cell, format)
        case .datetime(let format): TimeText.datetime(cell, format)
        case .year: TimeText.year(cell)
        case .yearmonth: TimeText.yearmonth(cell)
        case .object: Self.isJSON(cell, object: true) ? .text : nil
        case .array: Self.isJSON(cell, object: false) ? .text : nil
        case .duration: DurationText.parse(cell)
        case .list(let item, let delimiter):
            Self.items(cell, delimiter).allSatisfy { item.parse(UnsafeBufferPointer(rebasing: $0)) != nil }
                ? .text : nil
        case .geopoint(let format): GeoText.isPoint(cell, format) ? .text : nil
        case .geojson(let isTopology):
            (isTopology ? GeoText.isTopoJSON(cell) : GeoText.isGeoJSON(cell)) ? .text : nil
        }
    }

    /// What `minLength` and `maxLength` count.
    var lengthUnit: String {
        switch self {
        case .object, .array, .list: "items"
        default: "characters"
        }
    }

    /// How many of these a value of the type has.
    func length(_ cell: UnsafeBufferPointer<UInt8>) -> Int {
        switch self {
        case .object, .array:
            guard let value = try? JSONValue.parse(Array(cell)) else { return 0 }
            return value.arrayValue?.count ?? value.objectValue?.count ?? 0
        case .list(_, let delimiter): return Self.items(cell, delimiter).count
        default:
            var length = 0
            for byte in cell where byte & 0xc0 != 0x80 { length += 1 }
            return length
        }
    }

    /// What stands between the delimiters of a list.
    private static func items(_ cell: UnsafeBufferPointer<UInt8>, _ delimiter: [UInt8]) -> [Slice<
        UnsafeBufferPointer<UInt8>
    >] {
        if delimiter.count == 1 { return cell.split(separator: delimiter[0], omittingEmptySubsequences: false) }
        var items: [Slice<UnsafeBufferPointer<UInt8>>] = []
        var start = 0
        var index = 0
        while index + delimiter.count <= cell.count {
            if cell[index] == delimiter[0], cell[index..<(index + delimiter.count)].elementsEqual(delimiter) {
                items.append(cell[start..<index])
                index += delimiter.count
                start = index
            } else {
                index += 1
            }
        }
        return items + [cell[start...]]
    }

    private static func boolean(_ cell: UnsafeBufferPointer<UInt8>, _ yes: [[UInt8]], _ no: [[UInt8]]) -> CellValue? {
        if yes.contains(where: { $0.elementsEqual(cell) }) { return .boolean(true) }
        return no.contains { $0.elementsEqual(cell) } ? .boolean(false) : nil
    }

    private static func isJSON(_ cell: UnsafeBufferPointer<UInt8>, object: Bool) -> Bool {
        guard let tape = try? JSONTape(Array(cell)) else { return false }
        return tape.tokens[0].kind == (object ? .object : .array)
    }
}

extension StringFormat {
    func accepts(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        switch self {
        case .default: true
        case .email: Self.isEmail(cell)
        case .uri: Self.isURI(cell)
        case .binary: Self.isBase64(cell)
        case .uuid: Self.isUUID(cell)
        }
    }

    /// One `@` with something before it, a host without spaces after it.
    private static func isEmail(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let at = cell.lastIndex(of: 0x40), at > 0, at + 1 < cell.count else { return false }
        let host = cell[(at + 1)...]
        guard cell.allSatisfy({ $0 > 0x20 && $0 != 0x7f }), cell[..<at].lastIndex(of: 0x40) == nil else { return false }
        return host.first != 0x2e && host.last != 0x2e && !host.contains(0x2f)
    }

    /// RFC 3986: a scheme, a colon and characters that a URI may have.
    private static func isURI(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let colon = cell.firstIndex(of: 0x3a), colon > 0, colon + 1 < cell.count else { return false }
        guard isLetter(cell[0]) else { return false }
        let scheme = cell[..<colon]
        guard scheme.allSatisfy({ isLetter($0) || isDigit($0) || [0x2b, 0x2d, 0x2e].contains($0) }) else {
            return false
        }
        let forbidden = Set("\"<>\\^`{|}".utf8)
        return cell.allSatisfy { $0 > 0x20 && $0 != 0x7f && !forbidden.contains($0) }
    }

    private static func isBase64(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        guard cell.count % 4 == 0 else { return false }
        let padding = cell.suffix(2).filter { $0 == 0x3d }.count
        return cell.dropLast(padding).allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2b || $0 == 0x2f }
    }

    private static func isUUID(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        guard cell.count == 36 else { return false }
        for (index, byte) in cell.enumerated() {
            let isDash = [8, 13, 18, 23].contains(index)
            guard isDash ? byte == 0x2d : isDigit(byte) || (isLetter(byte) && byte | 0x20 <= 0x66) else { return false }
        }
        return true
    }

    private static func isLetter(_ byte: UInt8) -> Bool { 0x61...0x7a ~= byte | 0x20 }
    private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }
}

/// Reads numbers as Table Schema writes them.
enum NumberText {
    /// A whole number with an optional sign.
    static func integer(_ cell: UnsafeBufferPointer<UInt8>, _ format: NumberFormat) -> CellValue? {
        guard format.isPlain else { return normalized(cell, format).withUnsafeBufferPointer(plainInteger) }
        return plainInteger(cell)
    }

    private static func plainInteger(_ cell: UnsafeBufferPointer<UInt8>) -> CellValue? {
        guard let first = cell.first else { return nil }
        let isNegative = first == 0x2d
        let start = isNegative || first == 0x2b ? 1 : 0
        guard start < cell.count else { return nil }
        var value: Int64 = 0
        var overflows = false
        for index in start..<cell.count {
            let digit = cell[index] &- 0x30
            guard digit < 10 else { return nil }
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
            // Counted downwards so that the smallest 64-bit integer fits.
            let (difference, tooSmall) = product.subtractingReportingOverflow(Int64(digit))
            overflows = overflows || tooLarge || tooSmall
            value = difference
        }
        if overflows || (value == .min && !isNegative) { return big(cell[start...], isNegative) }
        return .integer(isNegative ? value : -value)
    }

    private static func big(_ digits: Slice<UnsafeBufferPointer<UInt8>>, _ isNegative: Bool) -> CellValue {
        .bigInteger((isNegative ? [0x2d] : []) + digits.drop { $0 == 0x30 })
    }

    /// A decimal number with an optional sign and exponent, or NaN, INF, -INF in any case.
    static func number(_ cell: UnsafeBufferPointer<UInt8>, _ format: NumberFormat) -> CellValue? {
        let value =
            format.isPlain
            ? plainNumber(cell) : normalized(cell, format).withUnsafeBufferPointer(plainNumber)
        return value.map(CellValue.number)
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]

    private static func plainNumber(_ cell: UnsafeBufferPointer<UInt8>) -> Double? {
        var index = 0
        var mantissa: UInt64 = 0
        var digits = 0
        var fraction = 0
        var hasPoint = false
        let isNegative = cell.first == 0x2d
        if isNegative || cell.first == 0x2b { index = 1 }
        while index < cell.count {
            let digit = cell[index] &- 0x30
            if digit < 10 {
                digits += 1
                if digits < 19 { mantissa = mantissa * 10 + UInt64(digit) }
                if hasPoint { fraction += 1 }
            } else if cell[index] == 0x2e, !hasPoint {
                hasPoint = true
            } else {
                break
            }
            index += 1
        }
        guard digits > 0 else { return special(cell) }
        if index == cell.count, digits < 19, mantissa < 1 << 53, fraction < powers.count {
            // Both are exact doubles, so one division rounds once and correctly.
            let value = Double(mantissa) / powers[fraction]
            return isNegative ? -value : value
        }
        guard index == cell.count || isExponent(cell[index...]) else { return nil }
        return Double(String(decoding: cell, as: UTF8.self))
    }

    private static func isExponent(_ rest: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let first = rest.first, first | 0x20 == 0x65 else { return false }
        var digits = rest.dropFirst()
        if digits.first == 0x2b || digits.first == 0x2d { digits = digits.dropFirst() }
        return !digits.isEmpty && digits.allSatisfy { 0x30...0x39 ~= $0 }
    }

    private static func special(_ cell: UnsafeBufferPointer<UInt8>) -> Double? {
        guard cell.count <= 4 else { return nil }
        switch String(decoding: cell, as: UTF8.self).lowercased() {
        case "nan": return .nan
        case "inf", "+inf": return .infinity
        case "-inf": return -.infinity
        default: return nil
        }
    }

    /// The number with `.` as decimal point, without group characters and what surrounds it.
    private static func normalized(_ cell: UnsafeBufferPointer<UInt8>, _ format: NumberFormat) -> [UInt8] {
        var result: [UInt8] = []
        var rest = format.isBare ? cell[...] : stripped(cell)
        while let byte = rest.first {
            if !format.group.isEmpty, rest.starts(with: format.group) {
                rest = rest.dropFirst(format.group.count)
            } else if rest.starts(with: format.decimal) {
                result.append(0x2e)
                rest = rest.dropFirst(format.decimal.count)
            } else {
                // A point that is not this field's decimal point makes the text no number.
                result.append(byte == 0x2e ? 0x3f : byte)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    /// From the first digit (with a sign or point before it) to the last.
    private static func stripped(_ cell: UnsafeBufferPointer<UInt8>) -> Slice<UnsafeBufferPointer<UInt8>> {
        guard let first = cell.firstIndex(where: { 0x30...0x39 ~= $0 }),
            let last = cell.lastIndex(where: { 0x30...0x39 ~= $0 })
        else { return cell[...] }
        let hasSign = first > 0 && [0x2b, 0x2d, 0x2e].contains(cell[first - 1])
        return cell[(hasSign ? first - 1 : first)...last]
    }
}

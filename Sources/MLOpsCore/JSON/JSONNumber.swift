/// Numbers as Python's `json` writes them.
package enum JSONNumber {
    /// The shortest digits that read back as `value`, in the form of Python's `repr`: `1.0`, `1e-07`, `1e+16`.
    /// Not finite: `NaN`, `Infinity`, `-Infinity`.
    package static func description(_ value: Double) -> String {
        guard value.isFinite else {
            return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
        }
        // Where neither exponent form begins, Swift prints what Python prints.
        let magnitude = value.magnitude
        if magnitude >= 1e-4, magnitude < 9_007_199_254_740_992 { return value.description }
        let sign = value.sign == .minus ? "-" : ""
        let (digits, point) = decimal(value.magnitude)
        return sign + (point > -4 && point <= 16 ? fixed(digits, point) : scientific(digits, point))
    }

    /// The significant digits and where the decimal point lies: 0.`digits` times ten to the `point`.
    /// Swift prints the same shortest digits as Python but chooses the exponent form at other limits (2^53).
    private static func decimal(_ value: Double) -> (digits: [UInt8], point: Int) {
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        let text = Array(value.description.utf8)
        for (index, byte) in text.enumerated() {
            switch byte {
            case 0x2e: point = digits.count
            case 0x65:
                exponent = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
                return normalized(digits, point: point ?? digits.count, exponent: exponent)
            default: digits.append(byte)
            }
        }
        return normalized(digits, point: point ?? digits.count, exponent: 0)
    }

    private static func normalized(_ digits: [UInt8], point: Int, exponent: Int) -> (digits: [UInt8], point: Int) {
        let significant = digits.drop { $0 == 0x30 }
        guard !significant.isEmpty else { return ([0x30], 1) }
        let leadingZeros = digits.count - significant.count
        let last = significant.lastIndex { $0 != 0x30 } ?? significant.startIndex
        return (Array(significant[...last]), point + exponent - leadingZeros)
    }

    private static func fixed(_ digits: [UInt8], _ point: Int) -> String {
        let zeros = { (count: Int) in [UInt8](repeating: 0x30, count: max(0, count)) }
        let whole = point <= 0 ? [0x30] : digits.prefix(point) + zeros(point - digits.count)
        let fraction = point <= 0 ? zeros(-point) + digits : digits.count > point ? Array(digits[point...]) : [0x30]
        return String(decoding: whole + [0x2e] + fraction, as: UTF8.self)
    }

    private static func scientific(_ digits: [UInt8], _ point: Int) -> String {
        let exponent = point - 1
        let magnitude = String(exponent.magnitude)
        let mantissa = digits.count == 1 ? digits : digits[..<1] + [0x2e] + digits[1...]
        let padded = magnitude.utf8.count < 2 ? "0" + magnitude : magnitude
        return String(decoding: mantissa, as: UTF8.self) + "e" + (exponent < 0 ? "-" : "+") + padded
    }
}

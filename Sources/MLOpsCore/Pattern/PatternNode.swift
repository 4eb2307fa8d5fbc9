/// A regular expression as a tree.
indirect enum PatternNode {
    case set(ScalarSet)
    case sequence([PatternNode])
    case choice([PatternNode])
    case repeated(PatternNode, least: Int, most: Int?)
}

/// A set of Unicode scalars: ranges and categories, or everything but those.
struct ScalarSet: Sendable {
    enum Category: Sendable {
        case digit, word, space
        /// The general category starts with this letter, or is these two.
        case general(String)
    }

    var ranges: [ClosedRange<UInt32>] = []
    var categories: [(category: Category, isNegated: Bool)] = []
    var isNegated = false

    func contains(_ scalar: UInt32) -> Bool {
        let found =
            ranges.contains { $0 ~= scalar } || categories.contains { Self.isIn($0.category, scalar) != $0.isNegated }
        return found != isNegated
    }

    private static func isIn(_ category: Category, _ value: UInt32) -> Bool {
        guard let scalar = Unicode.Scalar(value) else { return false }
        switch category {
        case .digit: return scalar.properties.generalCategory == .decimalNumber
        case .space: return [0x20, 0x09, 0x0a, 0x0d, 0x0b, 0x0c].contains(value) || scalar.properties.isWhitespace
        case .word: return value == 0x5f || isWord(scalar)
        case .general(let name): return abbreviation(scalar.properties.generalCategory).hasPrefix(name)
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        let name = abbreviation(scalar.properties.generalCategory)
        return name.hasPrefix("L") || name.hasPrefix("N") || name.hasPrefix("M")
    }

    private static func abbreviation(_ category: Unicode.GeneralCategory) -> String {
        switch category {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .surrogate: "Cs"
        case .privateUse: "Co"
        case .unassigned: "Cn"
        @unknown default: "Cn"
        }
    }
}

/// The values that `enum` or `categories` allow.
struct ChoiceSet: Sendable {
    struct Choice: Sendable {
        let value: CellValue
        /// As it stands in the schema.
        let text: [UInt8]

        func equals(_ other: CellValue, _ cell: UnsafeBufferPointer<UInt8>) -> Bool {
            if case .text = other { return text.count == cell.count && text.elementsEqual(cell) }
            return value == other
        }
    }

    let list: [Choice]
    /// The same as keys, when there are too many to go through.
    private let keys: Set<[UInt8]>

    private static let linearLimit = 16

    init(_ list: [Choice]) {
        self.list = list
        keys =
            list.count > Self.linearLimit
            ? Set(list.map { choice in choice.text.withUnsafeBufferPointer { Self.key(choice.value, $0) } }) : []
    }

    func allow(_ value: CellValue, _ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        guard keys.isEmpty else { return keys.contains(Self.key(value, cell)) }
        for choice in list where choice.equals(value, cell) { return true }
        return false
    }

    private static func key(_ value: CellValue, _ cell: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var key: [UInt8] = []
        value.appendKey(cell, to: &key)
        return key
    }
}

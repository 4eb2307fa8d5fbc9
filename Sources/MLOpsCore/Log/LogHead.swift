/// What a ref of the log is, read from the end of its name: `…/v1/runs`, `…/v1/g2/runs`, `…/v1/inbox/<writer>/runs`, of
/// our own or as a tracking ref.
package struct LogHead: Sendable, Equatable {
    package let store: LogStore
    /// How many compactions it comes after; 0 for an inbox, which belongs to no generation.
    package let generation: Int
    package let isInbox: Bool

    /// Nil for any other name.
    package init?(_ name: String) {
        let parts = name.split(separator: "/").suffix(4).map(String.init)
        guard let store = parts.last.flatMap(LogStore.init(rawValue:)) else { return nil }
        self.store = store
        let before = parts.dropLast()
        isInbox = before.count == 3 && before[0] == "v1" && before[1] == "inbox"
        guard let number = isInbox || before.last == "v1" ? 0 : Self.generation(before) else { return nil }
        generation = number
    }

    private static func generation(_ parts: ArraySlice<String>) -> Int? {
        guard parts.count >= 2, parts[parts.endIndex - 2] == "v1", let last = parts.last, last.first == "g",
            last.utf8.count <= 7, let number = Int(last.dropFirst()), number > 0, last == "g\(number)"
        else { return nil }
        return number
    }
}

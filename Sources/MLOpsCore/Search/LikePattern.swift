/// SQL's LIKE: `%` stands for any text, `_` for one character; there is no escape.
struct LikePattern {
    private let pattern: [Unicode.Scalar]
    private let ignoresCase: Bool

    init(_ pattern: String, ignoresCase: Bool) {
        self.ignoresCase = ignoresCase
        self.pattern = Array((ignoresCase ? pattern.lowercased() : pattern).unicodeScalars)
    }

    /// Goes back to the last `%` only: linear in the product of the lengths at worst.
    func matches(_ text: String) -> Bool {
        let text = Array((ignoresCase ? text.lowercased() : text).unicodeScalars)
        var (place, at) = (0, 0)
        var retry: (at: Int, place: Int)?
        while place < text.count {
            if at < pattern.count, pattern[at] == "%" {
                retry = (at + 1, place)
                at += 1
            } else if at < pattern.count, pattern[at] == "_" || pattern[at] == text[place] {
                (place, at) = (place + 1, at + 1)
            } else if let last = retry {
                retry = (last.at, last.place + 1)
                (at, place) = (last.at, last.place + 1)
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == "%" }
    }
}

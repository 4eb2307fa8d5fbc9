/// Guesses what was meant.
enum NearestWord {
    /// Schemas come from repositories: what they make us compare is bounded.
    private static let maxWords = 200
    private static let maxLetters = 32

    /// The word with the fewest changes from `text`, when they are fewer than half of its letters.
    static func find(_ text: String, in words: [String]) -> String? {
        let typed = Array(text.lowercased().unicodeScalars.prefix(maxLetters))
        var best: (word: String, distance: Int)?
        for word in words.prefix(maxWords) {
            let distance = distance(typed, Array(word.lowercased().unicodeScalars.prefix(maxLetters)))
            if distance < best?.distance ?? .max { best = (word, distance) }
        }
        guard let best, best.distance * 2 <= max(typed.count, 2) else { return nil }
        return best.word
    }

    /// Levenshtein's: letters added, left out or changed.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let changed = diagonal + (right[column] == letter ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(changed, min(row[column], diagonal) + 1)
            }
        }
        return row[right.count]
    }
}

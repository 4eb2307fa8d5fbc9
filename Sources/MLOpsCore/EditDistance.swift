/// How far two words are from each other.
package enum EditDistance {
    /// The least number of insertions, deletions, replacements and swaps of neighbours (optimal string alignment) that
    /// make one of the other.
    package static func between(_ left: String, _ right: String) -> Int {
        let left = Array(left.unicodeScalars), right = Array(right.unicodeScalars)
        var older: [Int] = []
        var old = Array(0...right.count)
        for (row, scalar) in left.enumerated() {
            var new = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(old[column] + (scalar == other ? 0 : 1), old[column + 1] + 1, new[column] + 1)
                let isSwap = row > 0 && column > 0 && scalar == right[column - 1] && left[row - 1] == other
                if isSwap { best = min(best, older[column - 1] + 1) }
                new.append(best)
            }
            (older, old) = (old, new)
        }
        return old[right.count]
    }
}

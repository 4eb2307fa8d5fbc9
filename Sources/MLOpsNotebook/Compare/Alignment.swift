/// Which elements of two sequences correspond, in order: a longest common subsequence where that is cheap, else one
/// through the elements that stand once on each side. Never worse than a few million steps, whatever comes in.
enum Alignment {
    private static let cellLimit = 4_000_000

    /// Pairs of places of equal elements, ascending on both sides.
    static func pairs<Element: Hashable>(_ left: [Element], _ right: [Element]) -> [(left: Int, right: Int)] {
        var numbers: [Element: Int32] = [:]
        func number(_ element: Element) -> Int32 {
            if let known = numbers[element] { return known }
            numbers[element] = Int32(numbers.count)
            return Int32(numbers.count - 1)
        }
        let (one, two) = (left.map(number), right.map(number))
        var pairs: [(left: Int, right: Int)] = []
        align(one, 0..<one.count, two, 0..<two.count, into: &pairs)
        return pairs
    }

    private static func align(
        _ one: [Int32], _ left: Range<Int>, _ two: [Int32], _ right: Range<Int>,
        into pairs: inout [(left: Int, right: Int)]
    ) {
        var (left, right) = (left, right)
        while let first = left.first, let second = right.first, one[first] == two[second] {
            pairs.append((first, second))
            (left, right) = (left.dropFirst(), right.dropFirst())
        }
        var tail: [(left: Int, right: Int)] = []
        while let last = left.last, let other = right.last, one[last] == two[other] {
            tail.append((last, other))
            (left, right) = (left.dropLast(), right.dropLast())
        }
        if !left.isEmpty, !right.isEmpty {
            if left.count * right.count <= cellLimit {
                pairs += common(one, left, two, right)
            } else {
                alignAroundAnchors(one, left, two, right, into: &pairs)
            }
        }
        pairs += tail.reversed()
    }

    private static func alignAroundAnchors(
        _ one: [Int32], _ left: Range<Int>, _ two: [Int32], _ right: Range<Int>,
        into pairs: inout [(left: Int, right: Int)]
    ) {
        let anchors = uniquePairs(one, left, two, right)
        guard !anchors.isEmpty else { return }
        var (from, other) = (left.lowerBound, right.lowerBound)
        for anchor in anchors + [(left.upperBound, right.upperBound)] {
            align(one, from..<anchor.left, two, other..<anchor.right, into: &pairs)
            if anchor.left < left.upperBound { pairs.append(anchor) }
            (from, other) = (anchor.left + 1, anchor.right + 1)
        }
    }

    /// The longest ascending chain of elements that stand once on each side.
    private static func uniquePairs(
        _ one: [Int32], _ left: Range<Int>, _ two: [Int32], _ right: Range<Int>
    ) -> [(left: Int, right: Int)] {
        let places = once(two, right)
        let found = once(one, left).compactMap { element, place in places[element].map { (left: place, right: $0) } }
        let sorted = found.sorted { $0.left < $1.left }
        return AscendingChain.indices(sorted.map(\.right)).map { sorted[$0] }
    }

    private static func once(_ elements: [Int32], _ range: Range<Int>) -> [Int32: Int] {
        var places: [Int32: Int] = [:]
        var repeated: Set<Int32> = []
        for place in range where places.updateValue(place, forKey: elements[place]) != nil {
            repeated.insert(elements[place])
        }
        return places.filter { !repeated.contains($0.key) }
    }

    /// The textbook table.
    private static func common(
        _ one: [Int32], _ left: Range<Int>, _ two: [Int32], _ right: Range<Int>
    ) -> [(left: Int, right: Int)] {
        let width = right.count + 1
        var lengths = [Int32](repeating: 0, count: (left.count + 1) * width)
        for row in stride(from: left.count - 1, through: 0, by: -1) {
            for column in stride(from: right.count - 1, through: 0, by: -1) {
                let isEqual = one[left.lowerBound + row] == two[right.lowerBound + column]
                lengths[row * width + column] =
                    isEqual
                    ? lengths[(row + 1) * width + column + 1] + 1
                    : max(lengths[(row + 1) * width + column], lengths[row * width + column + 1])
            }
        }
        var pairs: [(left: Int, right: Int)] = []
        var (row, column) = (0, 0)
        while row < left.count, column < right.count {
            if one[left.lowerBound + row] == two[right.lowerBound + column] {
                pairs.append((left.lowerBound + row, right.lowerBound + column))
                (row, column) = (row + 1, column + 1)
            } else if lengths[(row + 1) * width + column] >= lengths[row * width + column + 1] {
                row += 1
            } else {
                column += 1
            }
        }
        return pairs
    }
}

/// The longest ascending subsequence.
enum AscendingChain {
    /// The places of its members.
    static func indices(_ values: [Int]) -> [Int] {
        var tails: [Int] = []
        var previous = [Int?](repeating: nil, count: values.count)
        for index in values.indices {
            var (low, high) = (0, tails.count)
            while low < high {
                let middle = (low + high) / 2
                if values[tails[middle]] < values[index] { low = middle + 1 } else { high = middle }
            }
            previous[index] = low > 0 ? tails[low - 1] : nil
            if low == tails.count { tails.append(index) } else { tails[low] = index }
        }
        var chain: [Int] = []
        var next = tails.last
        while let index = next {
            chain.append(index)
            next = previous[index]
        }
        return chain.reversed()
    }
}

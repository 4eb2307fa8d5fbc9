internal import MLOpsCore

/// Which cells of a notebook are which cells of an earlier version: by id where ids mean something, then by equal
/// source, then by similar source.
struct CellMatching {
    /// For each cell of the later version the earlier one's place; nil: it is new.
    private(set) var origins: [Int?]

    init(_ earlier: NotebookContent, _ later: NotebookContent) {
        origins = Array(repeating: nil, count: later.cells.count)
        if earlier.hasOwnIDs, later.hasOwnIDs { matchIDs(earlier.cells, later.cells) }
        matchEqual(earlier.cells, later.cells)
        matchSimilar(earlier.cells, later.cells)
    }

    /// For each cell of the earlier version the later one's place; nil: it is gone.
    func destinations(count: Int) -> [Int?] {
        var places = [Int?](repeating: nil, count: count)
        for (place, origin) in origins.enumerated() {
            if let origin { places[origin] = place }
        }
        return places
    }

    private mutating func matchIDs(_ earlier: [NotebookCell], _ later: [NotebookCell]) {
        var places: [ByteKey: Int] = [:]
        for (place, cell) in earlier.enumerated() { places[ByteKey(cell.id ?? "")] = place }
        for (place, cell) in later.enumerated() { origins[place] = places[ByteKey(cell.id ?? "")] }
    }

    private mutating func matchEqual(_ earlier: [NotebookCell], _ later: [NotebookCell]) {
        let taken = Set(origins.compactMap { $0 })
        let left = earlier.indices.filter { !taken.contains($0) }
        let right = later.indices.filter { origins[$0] == nil }
        for pair in Alignment.pairs(left.map { earlier[$0].identity }, right.map { later[$0].identity }) {
            origins[right[pair.right]] = left[pair.left]
        }
    }

    /// Pairs what is left between two cells that are matched.
    private mutating func matchSimilar(_ earlier: [NotebookCell], _ later: [NotebookCell]) {
        var taken = Set(origins.compactMap { $0 })
        var start = 0
        while start < later.count {
            guard origins[start] == nil else {
                start += 1
                continue
            }
            let end = (start..<later.count).first { origins[$0] != nil } ?? later.count
            let first = start == 0 ? 0 : (origins[start - 1] ?? -1) + 1
            let last = end == later.count ? earlier.count : origins[end] ?? earlier.count
            if first < last {
                let free = (first..<last).filter { !taken.contains($0) }
                pair(free, earlier, Array(start..<end), later)
                taken.formUnion(origins[start..<end].compactMap { $0 })
            }
            start = end
        }
    }

    /// The pairs in order that are most alike together.
    private mutating func pair(_ left: [Int], _ earlier: [NotebookCell], _ right: [Int], _ later: [NotebookCell]) {
        guard !left.isEmpty, !right.isEmpty, left.count * right.count <= 20_000 else { return }
        let one = left.map { CellLikeness(earlier[$0]) }
        let two = right.map { CellLikeness(later[$0]) }
        let width = right.count + 1
        var best = [Double](repeating: 0, count: (left.count + 1) * width)
        var alike = best
        for row in stride(from: left.count - 1, through: 0, by: -1) {
            for column in stride(from: right.count - 1, through: 0, by: -1) {
                let likeness = one[row].likeness(to: two[column])
                alike[row * width + column] = likeness
                best[row * width + column] = max(
                    best[(row + 1) * width + column], best[row * width + column + 1],
                    likeness > 0 ? likeness + best[(row + 1) * width + column + 1] : 0)
            }
        }
        var (row, column) = (0, 0)
        while row < left.count, column < right.count {
            let likeness = alike[row * width + column]
            if likeness > 0, best[row * width + column] == likeness + best[(row + 1) * width + column + 1] {
                origins[right[column]] = left[row]
                (row, column) = (row + 1, column + 1)
            } else if best[row * width + column] == best[(row + 1) * width + column] {
                row += 1
            } else {
                column += 1
            }
        }
    }
}

/// How alike two cells are: the share of pairs of neighbouring bytes that they have in common (Dice's coefficient).
struct CellLikeness {
    private static let byteLimit = 4096
    private let type: String
    private let pairs: [UInt16]

    init(_ cell: NotebookCell) {
        type = cell.type
        let bytes = Array(cell.source.utf8.prefix(Self.byteLimit))
        pairs = zip(bytes, bytes.dropFirst()).map { UInt16($0) << 8 | UInt16($1) }.sorted()
    }

    /// From 0 to 1; 0 as well for what is less than half alike.
    func likeness(to other: CellLikeness) -> Double {
        guard type == other.type, !pairs.isEmpty, !other.pairs.isEmpty else { return 0 }
        var (index, place, common) = (0, 0, 0)
        while index < pairs.count, place < other.pairs.count {
            if pairs[index] == other.pairs[place] {
                (index, place, common) = (index + 1, place + 1, common + 1)
            } else if pairs[index] < other.pairs[place] {
                index += 1
            } else {
                place += 1
            }
        }
        let likeness = Double(2 * common) / Double(pairs.count + other.pairs.count)
        return likeness >= 0.5 ? likeness : 0
    }
}

internal import MLOpsCore

/// Three versions of a text made one, line by line, with git's conflict markers where both sides changed the same.
struct LineMerge {
    let markerSize: Int
    let ours: String
    let theirs: String

    struct Result {
        var lines: [ByteKey] = []
        var conflicts = 0
        var text: String { lines.map(\.text).joined(separator: "\n") }
    }

    func merge(base: [ByteKey], ours: [ByteKey], theirs: [ByteKey]) -> Result {
        let left = Self.places(Alignment.pairs(base, ours), count: base.count)
        let right = Self.places(Alignment.pairs(base, theirs), count: base.count)
        var result = Result()
        var (start, one, two) = (0, 0, 0)
        for line in base.indices {
            guard let first = left[line], let second = right[line] else { continue }
            join(base[start..<line], ours[one..<first], theirs[two..<second], into: &result)
            result.lines.append(base[line])
            (start, one, two) = (line + 1, first + 1, second + 1)
        }
        join(base[start...], ours[one...], theirs[two...], into: &result)
        return result
    }

    /// Both sides whole, one after the other.
    func conflict(_ ours: [ByteKey], _ theirs: [ByteKey]) -> Result {
        var result = Result()
        mark(ours[...], theirs[...], into: &result)
        return result
    }

    private static func places(_ pairs: [(left: Int, right: Int)], count: Int) -> [Int?] {
        var places = [Int?](repeating: nil, count: count)
        for pair in pairs { places[pair.left] = pair.right }
        return places
    }

    private func join(
        _ base: ArraySlice<ByteKey>, _ ours: ArraySlice<ByteKey>, _ theirs: ArraySlice<ByteKey>,
        into result: inout Result
    ) {
        if ours.elementsEqual(theirs) || theirs.elementsEqual(base) {
            result.lines += ours
        } else if ours.elementsEqual(base) {
            result.lines += theirs
        } else {
            narrow(ours, theirs, into: &result)
        }
    }

    /// Lines that both sides begin or end with stand outside of the markers.
    private func narrow(_ ours: ArraySlice<ByteKey>, _ theirs: ArraySlice<ByteKey>, into result: inout Result) {
        var (ours, theirs) = (ours, theirs)
        var tail: [ByteKey] = []
        while let first = ours.first, first == theirs.first {
            result.lines.append(first)
            (ours, theirs) = (ours.dropFirst(), theirs.dropFirst())
        }
        while let last = ours.last, last == theirs.last {
            tail.append(last)
            (ours, theirs) = (ours.dropLast(), theirs.dropLast())
        }
        mark(ours, theirs, into: &result)
        result.lines += tail.reversed()
    }

    private func mark(_ one: ArraySlice<ByteKey>, _ two: ArraySlice<ByteKey>, into result: inout Result) {
        result.conflicts += 1
        result.lines.append(marker("<", ours))
        result.lines += one
        result.lines.append(marker("=", ""))
        result.lines += two
        result.lines.append(marker(">", theirs))
    }

    private func marker(_ character: Character, _ label: String) -> ByteKey {
        ByteKey(String(repeating: character, count: markerSize) + (label.isEmpty ? "" : " " + label))
    }
}

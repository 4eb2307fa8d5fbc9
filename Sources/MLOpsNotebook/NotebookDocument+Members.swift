internal import MLOpsCore

extension NotebookDocument {
    /// A member of an object; the value lies right after the key.
    struct Member {
        let key: Int
        var value: Int { key + 1 }
    }

    /// The members of the object at `index` as Python's `dict` holds them: of equal keys the last value, at the
    /// place of the first; `sorted`: by code point.
    func members(of index: Int, sorted: Bool) -> [Member] {
        var members: [Member] = []
        var key = index + 1
        let end = next(index)
        var isAscending = true
        while key < end {
            if let last = members.last, isAscending { isAscending = precedes(last.key, key) }
            members.append(Member(key: key))
            key = next(key + 1)
        }
        if isAscending { return members }
        return sorted ? sortedUnique(members) : firstPlaceUnique(members)
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let (first, second) = (tape.tokens[left], tape.tokens[right])
        if first.flags.contains(.escapes) || second.flags.contains(.escapes) {
            return tape.decodedBytes(left).lexicographicallyPrecedes(tape.decodedBytes(right))
        }
        return tape.bytes.withUnsafeBufferPointer { bytes in
            var (one, two) = (Int(first.start), Int(second.start))
            while one < Int(first.end), two < Int(second.end) {
                if bytes[one] != bytes[two] { return bytes[one] < bytes[two] }
                one += 1
                two += 1
            }
            return two < Int(second.end)
        }
    }

    private func sortedUnique(_ members: [Member]) -> [Member] {
        if members.contains(where: { tape.tokens[$0.key].flags.contains(.escapes) }) { return decodedUnique(members) }
        let sorted = members.sorted { left, right in
            precedes(left.key, right.key) || (left.key < right.key && !precedes(right.key, left.key))
        }
        return sorted.indices.filter { index in
            index + 1 == sorted.count || precedes(sorted[index].key, sorted[index + 1].key)
        }.map { sorted[$0] }
    }

    /// The same with each key decoded once, not once a comparison.
    private func decodedUnique(_ members: [Member]) -> [Member] {
        let named = members.map { (name: tape.decodedBytes($0.key), member: $0) }
        let sorted = named.sorted { left, right in
            left.name == right.name
                ? left.member.key < right.member.key : left.name.lexicographicallyPrecedes(right.name)
        }
        return sorted.indices.filter { index in
            index + 1 == sorted.count || sorted[index].name != sorted[index + 1].name
        }.map { sorted[$0].member }
    }

    private func firstPlaceUnique(_ members: [Member]) -> [Member] {
        var places: [[UInt8]: Int] = [:]
        var unique: [Member] = []
        for member in members {
            let name = tape.decodedBytes(member.key)
            if let place = places[name] {
                unique[place] = member
            } else {
                places[name] = unique.count
                unique.append(member)
            }
        }
        return unique
    }
}

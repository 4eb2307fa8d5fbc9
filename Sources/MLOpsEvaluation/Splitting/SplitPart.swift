/// A part of a split and its share of the rows; shares are relative.
package struct SplitPart: Sendable, Equatable {
    package let name: String
    package let share: Double

    package init(name: String, share: Double) {
        self.name = name
        self.share = share
    }

    /// `train=75,validation=15,test=10`, or shares alone: `75/15/10`. Nil for anything else, for shares that are not
    /// above 0 or cannot be added up, and for names that cannot be those of files.
    package static func list(_ text: String) -> [SplitPart]? {
        let items = text.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "/" }.map(String.init)
        let usual =
            items.count == 1 ? ["sample"] : items.count == 2 ? ["train", "test"] : ["train", "validation", "test"]
        var parts: [SplitPart] = []
        for (index, item) in items.enumerated() {
            let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let standing = index < usual.count && items.count <= 3 ? usual[index] : "part\(index + 1)"
            let name = sides.count == 2 ? String(sides[0]) : standing
            guard let share = Double(sides[sides.count - 1]), share > 0, share <= 1e100, isFileName(name),
                !parts.contains(where: { $0.name.lowercased() == name.lowercased() })
            else { return nil }
            parts.append(SplitPart(name: name, share: share))
        }
        return parts
    }

    private static func isFileName(_ name: String) -> Bool {
        let isPlain = name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0) || $0 == 0x5f
                || $0 == 0x2d
        }
        return !name.isEmpty && isPlain && name.utf8.count <= 64
    }
}

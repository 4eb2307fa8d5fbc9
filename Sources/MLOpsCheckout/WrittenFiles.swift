/// Files that git writes itself, many: their paths and blobs in a few bytes more than they have.
package struct WrittenFiles: RandomAccessCollection, Sendable {
    package struct Element: Sendable {
        let path: [UInt8]
        let blob: BlobName
    }

    private var names: [UInt8] = []
    private var blobs: [UInt8] = []
    private var ends: [(name: UInt32, blob: UInt32)] = []
    /// Positions in the order of paths, when that is another.
    private var order: [UInt32] = []

    package init() {}

    package var startIndex: Int { 0 }
    package var endIndex: Int { ends.count }

    package mutating func append(path: [UInt8], blob: [UInt8]) {
        guard names.count + path.count < Int(UInt32.max) else { return }
        names += path
        blobs += blob
        ends.append((UInt32(names.count), UInt32(blobs.count)))
    }

    package subscript(position: Int) -> Element {
        let position = order.isEmpty ? position : Int(order[position])
        let start = position == 0 ? (name: 0, blob: 0) : ends[position - 1]
        let end = ends[position]
        return Element(
            path: Array(names[Int(start.name)..<Int(end.name)]), blob: BlobName(blobs[Int(start.blob)..<Int(end.blob)]))
    }

    private func path(_ position: UInt32) -> ArraySlice<UInt8> {
        names[Int(position == 0 ? 0 : ends[Int(position) - 1].name)..<Int(ends[Int(position)].name)]
    }

    /// The same files in the order of their paths, in which git mostly names them.
    func sorted() -> WrittenFiles {
        var result = self
        let all = 0..<UInt32(ends.count)
        if zip(all, all.dropFirst()).allSatisfy({ !path($1).lexicographicallyPrecedes(path($0)) }) {
            result.order = []
        } else {
            result.order = all.sorted { path($0).lexicographicallyPrecedes(path($1)) }
        }
        return result
    }
}

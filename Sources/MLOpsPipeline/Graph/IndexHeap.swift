/// A binary heap of small numbers, the smallest first.
struct IndexHeap {
    private var items: [Int] = []

    init(_ items: [Int]) {
        for item in items { insert(item) }
    }

    mutating func insert(_ item: Int) {
        items.append(item)
        var child = items.count - 1
        while child > 0, items[child] < items[(child - 1) / 2] {
            items.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func popSmallest() -> Int? {
        guard let smallest = items.first else { return nil }
        let last = items.removeLast()
        if items.isEmpty { return smallest }
        items[0] = last
        var parent = 0
        while true {
            let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < items.count }
            guard let child = children.min(by: { items[$0] < items[$1] }), items[child] < items[parent] else { break }
            items.swapAt(parent, child)
            parent = child
        }
        return smallest
    }
}

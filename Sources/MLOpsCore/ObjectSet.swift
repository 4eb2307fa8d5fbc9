/// Many different objects in the order in which they came first, in half of the memory that a `Set` takes.
package struct ObjectSet: Sendable {
    /// Each once.
    package private(set) var objects: [LargeObject] = []
    /// A position in `objects` plus one, or 0; a power of two of them, at most two thirds used.
    private var slots: [UInt32] = [0, 0, 0, 0]

    package init() {}

    package init(_ objects: some Sequence<LargeObject>) {
        for object in objects { insert(object) }
    }

    package func contains(_ object: LargeObject) -> Bool { position(of: object) != nil }

    /// Where in ``objects`` it is; nil when it is not there.
    package func position(of object: LargeObject) -> Int? {
        let slot = slots[slot(of: object)]
        return slot == 0 ? nil : Int(slot) - 1
    }

    /// Whether it was not there yet.
    @discardableResult
    package mutating func insert(_ object: LargeObject) -> Bool {
        let count = objects.count
        return position(inserting: object) == count
    }

    /// Where in ``objects`` it is; at the end when it was not there yet.
    package mutating func position(inserting object: LargeObject) -> Int {
        let slot = slot(of: object)
        if slots[slot] != 0 { return Int(slots[slot]) - 1 }
        objects.append(object)
        slots[slot] = UInt32(objects.count)
        if objects.count * 3 > slots.count * 2 { grow() }
        return objects.count - 1
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (position, object) in objects.enumerated() { slots[slot(of: object)] = UInt32(position + 1) }
    }

    /// Where the object is, or would be.
    private func slot(of object: LargeObject) -> Int {
        var slot = object.hashValue & (slots.count - 1)
        while slots[slot] != 0, objects[Int(slots[slot]) - 1] != object { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }
}

extension Array {
    /// As `filter`, but itself, without a copy, when all elements stay.
    package func keeping(_ isKept: (Element) throws -> Bool) rethrows -> [Element] {
        guard let first = try firstIndex(where: { try !isKept($0) }) else { return self }
        return try Array(self[..<first]) + self[(first + 1)...].filter(isKept)
    }
}

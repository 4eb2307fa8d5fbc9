/// Which keys were met, at 16 bytes a slot: a hash and where in the text the row starts. Equal hashes are settled by
/// reading that row again, so that no two different keys are ever called equal.
struct UniqueIndex {
    private struct Slot {
        var hash: UInt64
        /// Start of the row plus 1; 0 when the slot is free.
        var offset: UInt64
    }

    private var slots: [Slot] = Array(repeating: Slot(hash: 0, offset: 0), count: 1024)
    private var count = 0

    /// The row that has the same key; nil when there is none, and then the key is remembered for row `offset`.
    mutating func insert(_ key: [UInt8], at offset: Int, isEqual: (_ row: Int) -> Bool) -> Int? {
        if count * 4 >= slots.count * 3 { grow() }
        let hash = Self.hash(key)
        var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[index].offset != 0 {
            let row = Int(slots[index].offset) - 1
            if slots[index].hash == hash, isEqual(row) { return row }
            index = (index + 1) & (slots.count - 1)
        }
        slots[index] = Slot(hash: hash, offset: UInt64(offset + 1))
        count += 1
        return nil
    }

    /// Seeded anew in each process, so that no file can be made to collide.
    private static func hash(_ key: [UInt8]) -> UInt64 {
        var hasher = Hasher()
        key.withUnsafeBytes { hasher.combine(bytes: $0) }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(hash: 0, offset: 0), count: old.count * 2)
        for slot in old where slot.offset != 0 {
            var index = Int(truncatingIfNeeded: slot.hash) & (slots.count - 1)
            while slots[index].offset != 0 { index = (index + 1) & (slots.count - 1) }
            slots[index] = slot
        }
    }
}

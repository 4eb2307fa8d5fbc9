/// Which keys were met, at 16 bytes a slot: 88 bits of hash and the line the row starts on.
///
/// The keys themselves are not kept: that two different keys of a table of a billion rows get the same 88 bits has a
/// chance of one in six hundred million, and the hash is seeded anew in each process, so that no file can be made to
/// do it. (Reading the earlier row again instead lets a file with one huge row take quadratic time.)
struct UniqueIndex {
    private struct Slot {
        var hash: UInt64
        /// Lower 40 bits: the line, 0 when the slot is free. Upper 24 bits: more of the hash.
        var rest: UInt64
    }

    private var slots: [Slot] = Array(repeating: Slot(hash: 0, rest: 0), count: 1024)
    private var count = 0

    private static let lineMask: UInt64 = (1 << 40) - 1

    /// The line of the row that has the same key; nil when there is none, and then `key` is remembered for the row
    /// on `line`, which counts from 1.
    mutating func insert(_ key: [UInt8], at line: Int) -> Int? {
        if count * 4 >= slots.count * 3 { grow() }
        let hash = Self.hash(key, salt: 0)
        let more = Self.hash(key, salt: 1) & ~Self.lineMask
        var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[index].rest != 0 {
            if slots[index].hash == hash, slots[index].rest & ~Self.lineMask == more {
                return Int(slots[index].rest & Self.lineMask)
            }
            index = (index + 1) & (slots.count - 1)
        }
        slots[index] = Slot(hash: hash, rest: more | (UInt64(line) & Self.lineMask))
        count += 1
        return nil
    }

    /// Whether ``insert(_:at:)`` was given the key.
    func contains(_ key: [UInt8]) -> Bool {
        let hash = Self.hash(key, salt: 0)
        let more = Self.hash(key, salt: 1) & ~Self.lineMask
        var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[index].rest != 0 {
            if slots[index].hash == hash, slots[index].rest & ~Self.lineMask == more { return true }
            index = (index + 1) & (slots.count - 1)
        }
        return false
    }

    private static func hash(_ key: [UInt8], salt: UInt8) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(salt)
        key.withUnsafeBytes { hasher.combine(bytes: $0) }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(hash: 0, rest: 0), count: old.count * 2)
        for slot in old where slot.rest != 0 {
            var index = Int(truncatingIfNeeded: slot.hash) & (slots.count - 1)
            while slots[index].rest != 0 { index = (index + 1) & (slots.count - 1) }
            slots[index] = slot
        }
    }
}

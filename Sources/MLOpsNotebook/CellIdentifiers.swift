internal import MLOpsCore

/// Ids for cells that lack one or share it, in notebooks that must have them (nbformat 4.5). nbformat itself makes
/// up random ones, so that a filter's output would differ on every run; these follow from the cell's text.
struct CellIdentifiers {
    /// Every id that stands in the notebook.
    private var taken: Set<[UInt8]>
    private var written: Set<[UInt8]> = []

    init(_ present: some Sequence<[UInt8]>) {
        taken = Set(present)
    }

    /// Whether a cell with this id comes first, and may keep it.
    mutating func claim(_ identifier: [UInt8]) -> Bool {
        written.insert(identifier).inserted
    }

    /// A new id for a cell that says `text`: eight hexadecimal digits of its FNV-1a hash, the next free ones when
    /// these are taken.
    mutating func make(for text: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        while true {
            let digits = String(UInt32(truncatingIfNeeded: hash ^ hash >> 32), radix: 16)
            let identifier = String(repeating: "0", count: 8 - digits.utf8.count) + digits
            if taken.insert(Array(identifier.utf8)).inserted { return identifier }
            hash &+= 1
        }
    }
}

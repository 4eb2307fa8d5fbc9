internal import MLOpsNotebook

/// One line of the index of an ``OutputCache``: six numbers of 64 bits, little-endian.
struct OutputEntry {
    static let size = 48

    let key: CellOutput.Key
    /// Of the outputs and the count, so that a torn file is noticed.
    let hash: UInt64
    /// Where the outputs start in the file of data.
    let offset: Int
    let outputsLength: Int
    let countLength: Int

    var length: Int { outputsLength + countLength }

    init(_ output: CellOutput, hash: UInt64, offset: Int) {
        key = output.key
        self.hash = hash
        self.offset = offset
        outputsLength = output.outputs.count
        countLength = output.count.count
    }

    private init(_ other: OutputEntry, offset: Int) {
        (key, hash, outputsLength, countLength) = (other.key, other.hash, other.outputsLength, other.countLength)
        self.offset = offset
    }

    func at(_ offset: Int) -> OutputEntry { OutputEntry(self, offset: offset) }

    var encoded: [UInt8] {
        let lengths = UInt64(outputsLength) | UInt64(countLength) << 40
        let words = [key.source, key.context, UInt64(key.ordinal), hash, UInt64(offset), lengths]
        return words.flatMap { word in withUnsafeBytes(of: word.littleEndian, Array.init) }
    }

    /// The entries of an index, oldest first; what is left of a torn one at the end does not count.
    static func list(_ bytes: [UInt8]) -> [OutputEntry] {
        bytes.withUnsafeBytes { buffer in
            stride(from: 0, through: buffer.count - size, by: size).map { OutputEntry(buffer, at: $0) }
        }
    }

    private init(_ buffer: UnsafeRawBufferPointer, at start: Int) {
        func word(_ number: Int) -> UInt64 {
            UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: start + number * 8, as: UInt64.self))
        }
        key = CellOutput.Key(source: word(0), context: word(1), ordinal: UInt32(truncatingIfNeeded: word(2)))
        hash = word(3)
        offset = Int(truncatingIfNeeded: word(4) & 0xff_ffff_ffff)
        outputsLength = Int(word(5) & 0xff_ffff_ffff)
        countLength = Int(word(5) >> 40)
    }
}

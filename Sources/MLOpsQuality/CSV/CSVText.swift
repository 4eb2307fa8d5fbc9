internal import MLOpsSystem

/// A text that is read piece by piece: a window on it holds at least the record that is looked at, so that a table of
/// any size takes little memory. A text in memory is one window.
final class CSVText {
    /// Fills the buffer with what comes next and returns how much that is; 0 at the end.
    typealias Source = (UnsafeMutableRawBufferPointer) throws(SystemError) -> Int

    private(set) var window: UnsafeBufferPointer<UInt8>
    /// Whether the window goes to the end of the text.
    private(set) var isLast: Bool
    /// Why the text could not be read to its end.
    private(set) var failure: SystemError?
    private let source: Source?
    private var buffer: UnsafeMutableRawBufferPointer

    /// Small enough for a processor's cache, which the text passes through twice: encoding and records.
    private static let firstSize = 256 << 10

    init(_ text: UnsafeBufferPointer<UInt8>) {
        window = text
        isLast = true
        source = nil
        buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    init(size: Int = CSVText.firstSize, _ source: @escaping Source) {
        self.source = source
        buffer = .allocate(byteCount: size, alignment: 16)
        window = UnsafeBufferPointer(start: nil, count: 0)
        isLast = false
        advance(keepingFrom: 0)
    }

    deinit { buffer.deallocate() }

    /// Moves the window on: it begins with what stood at `offset` in it. A window that is kept whole grows to twice
    /// its size.
    func advance(keepingFrom offset: Int) {
        let kept = window.count - offset
        if kept * 2 > buffer.count { grow() }
        if kept > 0, offset > 0 { buffer.baseAddress!.copyMemory(from: window.baseAddress! + offset, byteCount: kept) }
        var count = kept
        while !isLast, count < buffer.count { count += read(at: count) }
        let bytes = UnsafeBufferPointer(buffer.bindMemory(to: UInt8.self))
        window = UnsafeBufferPointer(rebasing: bytes[..<count])
    }

    private func grow() {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
        buffer.deallocate()
        buffer = larger
        window = UnsafeBufferPointer(
            start: buffer.baseAddress!.assumingMemoryBound(to: UInt8.self), count: window.count)
    }

    private func read(at offset: Int) -> Int {
        do {
            let count = try source?(UnsafeMutableRawBufferPointer(rebasing: buffer[offset...])) ?? 0
            isLast = count == 0
            return count
        } catch {
            failure = error
            isLast = true
            return 0
        }
    }
}

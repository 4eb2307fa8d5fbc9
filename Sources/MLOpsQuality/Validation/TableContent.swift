internal import MLOpsSystem

/// The bytes of a table, wherever they are.
package enum TableContent: Sendable {
    case bytes([UInt8])
    /// A file that is read piece by piece.
    case file(String)

    /// Calls `body` with the text; throws what hindered reading.
    func withText<Result>(_ body: (CSVText) -> Result) throws -> Result {
        switch self {
        case .bytes(let bytes): return bytes.withUnsafeBufferPointer { body(CSVText($0)) }
        case .file(let path):
            let file = try OpenFile(path)
            let text = CSVText { buffer throws(SystemError) in try file.descriptor.read(into: buffer) }
            let result = body(text)
            if let failure = text.failure { throw failure }
            return result
        }
    }

    /// A descriptor that a closure can hold.
    private final class OpenFile {
        let descriptor: Descriptor

        init(_ path: String) throws(SystemError) { descriptor = try Descriptor(opening: path) }
    }
}

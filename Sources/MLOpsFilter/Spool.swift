internal import Glibc
internal import MLOpsStore
internal import MLOpsSystem

/// Content that has to be read whole before any of it may be answered, of any size: in memory while it is small,
/// then in a file without a name.
final class Spool {
    private static let memoryLimit = 1 << 20

    private(set) var bytes: [UInt8] = []
    private var overflow: DescriptorBox?
    private let temporaryFolder: () throws -> String

    /// `temporaryFolder` is asked for only when the content does not fit in memory.
    init(temporaryFolder: @escaping () throws -> String) {
        self.temporaryFolder = temporaryFolder
    }

    /// Everything, when it is shorter than `limit`.
    func contents(below limit: Int) -> [UInt8]? {
        overflow == nil && bytes.count < limit ? bytes : nil
    }

    func append(_ piece: UnsafeRawBufferPointer) throws {
        if overflow == nil {
            if bytes.count + piece.count <= Self.memoryLimit {
                bytes.append(contentsOf: piece)
                return
            }
            overflow = DescriptorBox(try Self.unnamedFile(in: temporaryFolder()))
            try overflow?.withFile { try $0.write(bytes) }
            bytes = []
        }
        try overflow?.withFile { try $0.write(piece) }
    }

    /// Hands everything to `body` in order.
    func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let overflow else { return try bytes.withUnsafeBytes(body) }
        try overflow.withFile { file in
            try file.rewind()
            try file.forEachChunk(body)
        }
    }

    private static func unnamedFile(in folder: String) throws -> Descriptor {
        let path = "\(folder)/mlops-\(getpid())-\(UInt64.random(in: .min ... .max))"
        let file = try Descriptor(opening: path, flags: O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
        try Files.remove(path)
        return file
    }
}

/// How a large object is cut for a multipart upload. A part is what is sent again after a failure.
struct S3PartSizes: Sendable, Equatable {
    /// Objects up to this size go in one request.
    var threshold: Int64 = 64 << 20
    var smallest: Int64 = 32 << 20
    var piece: Int64 = 8 << 20

    /// S3 takes 10,000 parts; all but the last have this size, whole MiB.
    func partSize(for size: Int64) -> Int64 {
        let needed = (size + 8999) / 9000
        return max(smallest, (needed + (1 << 20) - 1) & ~((1 << 20) - 1))
    }

    /// How much is asked for at once of a large object: small, since what an interruption breaks off is asked for again.
    func pieceSize(for size: Int64) -> Int64 {
        max(piece, size / 8000)
    }

    /// Offset and length of each part.
    func parts(of size: Int64, partSize: Int64) -> [(offset: Int64, count: Int64)] {
        stride(from: 0, to: size, by: Int64.Stride(partSize)).map { ($0, min(partSize, size - $0)) }
    }
}

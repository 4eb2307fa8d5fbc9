internal import Crypto
package import MLOpsCore

/// An op before it has a place in the order: kind and members of its own.
package struct OpDraft: Sendable {
    package let kind: OpKind
    package let run: String?
    package let members: JSONObject
    /// Points too many for the op's line: stored beside it in chunks.
    package let series: [MetricPoint]

    package init(_ kind: OpKind, run: String? = nil, _ members: JSONObject, series: [MetricPoint] = []) {
        self.kind = kind
        self.run = run
        self.members = members
        self.series = series
    }

    /// The finished op. `nonce` keeps equal statements of one writer apart.
    func sealed(writer: String, nonce: UInt64, lamport: Int64, time: Int64, author: String) -> Op {
        var body = members
        body["v"] = 1
        body["k"] = .string(kind.rawValue)
        body["w"] = .string(writer)
        body["x"] = .string(Hex.encode((0..<8).map { UInt8(truncatingIfNeeded: nonce >> (56 - $0 * 8)) }))
        body["l"] = .integer(lamport)
        body["t"] = .integer(time)
        body["by"] = .string(author)
        if let run { body["run"] = .string(run) }
        return Op(id: OpIdentity.compute(body), body: body)
    }
}

/// The name of an op: the first 160 bits of SHA-256 over its canonical line without `id`.
package enum OpIdentity {
    package static func compute(_ body: JSONObject) -> String {
        Hex.encode(SHA256.hash(data: Op.canonicalBody(body)).prefix(20))
    }

    /// The op of a stored line; nil when it is none or is not what its name says. The name is first computed from the
    /// bytes as they are, which canonical lines pass without being written again.
    package static func verified(_ line: [UInt8]) -> Op? {
        guard let read = OpLine(line) else { return nil }
        if let name = read.nameRange {
            var hash = SHA256()
            line.withUnsafeBytes { bytes in
                hash.update(bufferPointer: .init(rebasing: bytes[..<name.lowerBound]))
                hash.update(bufferPointer: .init(rebasing: bytes[name.upperBound...]))
            }
            if Hex.encode(hash.finalize().prefix(20)) == read.op.id { return read.op }
        }
        return matches(read.op) ? read.op : nil
    }

    /// Whether the op is what its name says.
    package static func matches(_ op: Op) -> Bool {
        compute(op.body) == op.id
    }
}

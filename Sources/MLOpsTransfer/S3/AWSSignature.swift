internal import MLOpsCore
internal import MLOpsStore

/// AWS Signature Version 4 in a header (docs.aws.amazon.com, "Signature Version 4 signing process"). Our own and not
/// libcurl's: docs/decisions/0007.
struct AWSSignature {
    let credentials: AWSCredentials
    let region: String
    let service: String
    /// `20260102T030405Z`
    let date: String

    /// Milliseconds since 1970 as ``date``.
    static func date(_ milliseconds: Int64) -> String {
        String(Timestamp.rfc3339(milliseconds).prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z"
    }

    /// The value of `Authorization`. All of `headers` are signed, and have to be sent as they are; `path` and `query`
    /// are percent-encoded, the query's parameters in order.
    func authorization(
        method: String, path: String, query: String, headers: [(name: String, value: String)], payloadHash: String
    ) -> String {
        let sorted = headers.map { ($0.name.lowercased(), $0.value) }.sorted { $0.0 < $1.0 }
        let names = sorted.map(\.0).joined(separator: ";")
        let lines = sorted.map { "\($0.0):\($0.1)\n" }.joined()
        let request = "\(method)\n\(path)\n\(query)\n\(lines)\n\(names)\n\(payloadHash)"
        let scope = "\(date.prefix(8))/\(region)/\(service)/aws4_request"
        let text = "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n\(Hex.encode(Self.hash(Array(request.utf8))))"
        let signature = Hex.encode(Self.authenticate(text, key: key()))
        return "AWS4-HMAC-SHA256 Credential=\(credentials.accessKey)/\(scope), SignedHeaders=\(names), "
            + "Signature=\(signature)"
    }

    private func key() -> [UInt8] {
        let words = [String(date.prefix(8)), region, service, "aws4_request"]
        return words.reduce(Array("AWS4\(credentials.secretKey)".utf8)) { Self.authenticate($1, key: $0) }
    }

    /// HMAC-SHA256 (RFC 2104).
    static func authenticate(_ text: String, key: [UInt8]) -> [UInt8] {
        var block = key.count > 64 ? hash(key) : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        return hash(block.map { $0 ^ 0x5c } + hash(block.map { $0 ^ 0x36 } + Array(text.utf8)))
    }

    private static func hash(_ bytes: [UInt8]) -> [UInt8] {
        Hex.decode(ContentHasher.object(of: bytes).id.hex) ?? []
    }
}

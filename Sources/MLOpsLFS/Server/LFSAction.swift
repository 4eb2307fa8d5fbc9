internal import MLOpsCore
internal import MLOpsTransfer

/// Where and how an object can be got, sent or verified: part of a batch answer, and what `git-lfs-authenticate` says.
struct LFSAction: Sendable, Equatable {
    let href: String
    let headers: HTTPHeaders
    /// Milliseconds since 1970 after which it is not to be used.
    let expires: Int64?
    /// Whether it had run out when it came, by what the server says of its own clock.
    let isStale: Bool
    /// As the server wrote it, for an agent.
    let source: JSONValue

    /// Actions are given up so long before they end.
    private static let margin: Int64 = 5000

    init(
        href: String, headers: HTTPHeaders = [:], expires: Int64? = nil, isStale: Bool = false,
        source: JSONValue = .null
    ) {
        self.isStale = isStale
        self.source = source
        self.href = href
        self.headers = headers
        self.expires = expires
    }

    /// `now`: when the answer came; `serverTime`: when it was sent, by the server's clock. Nil when there is no address.
    init?(_ value: JSONValue, now: Int64, serverTime: Int64? = nil) {
        guard let href = value["href"]?.stringValue, !href.isEmpty else { return nil }
        let isStale = serverTime.flatMap { time in Self.expiry(value, now: time).map { $0 < time } } ?? false
        self.init(
            href: href, headers: Self.headers(value), expires: Self.expiry(value, now: now), isStale: isStale,
            source: value)
    }

    func isExpired(_ now: Int64) -> Bool {
        expires.map { now + Self.margin >= $0 } ?? false
    }

    static func headers(_ value: JSONValue) -> HTTPHeaders {
        var headers = HTTPHeaders()
        for (name, text) in value["header"]?.objectValue ?? [:] {
            if let text = text.stringValue { headers.add(name, text) }
        }
        return headers
    }

    /// `expires_in` counts before `expires_at`. Zero means nothing.
    static func expiry(_ value: JSONValue, now: Int64) -> Int64? {
        if let seconds = value["expires_in"]?.integerValue, seconds != 0 {
            return now + max(-2_147_483_647, min(seconds, 2_147_483_647)) * 1000
        }
        guard let text = value["expires_at"]?.stringValue, !text.hasPrefix("0001-01-01") else { return nil }
        return Timestamp3339.milliseconds(text)
    }
}

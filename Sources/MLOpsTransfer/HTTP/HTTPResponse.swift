/// A server's answer, its interim responses and followed redirects left out.
package struct HTTPResponse: Sendable {
    /// 100 to 599.
    package let status: Int
    package let headers: HTTPHeaders
    /// What went to memory: all of the body of a ``HTTPSink/memory(limit:)`` request; of any other request only that
    /// of a response which is not a success, cut off at 64 KiB.
    package let body: [UInt8]
    /// Where the answer came from, after redirects.
    package let url: String

    package init(status: Int, headers: HTTPHeaders, body: [UInt8], url: String) {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
    }

    package var isSuccess: Bool { (200..<300).contains(status) }

    /// The body as text.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// How long the server asks to wait before the next try, milliseconds: `Retry-After` in seconds, or as a date,
    /// of which the distance to the response's own `Date` counts, since our clock may be wrong.
    package var retryAfter: Int64? {
        guard let value = headers["Retry-After"] else { return nil }
        if let seconds = Int64(value) { return max(0, min(seconds, 86_400)) * 1000 }
        guard let until = HTTPDate.milliseconds(value), let now = date else { return nil }
        return max(0, until - now)
    }

    /// The server's clock, milliseconds since 1970.
    package var date: Int64? { headers["Date"].flatMap(HTTPDate.milliseconds) }
}

/// What a response says before its body comes.
package struct HTTPResponseHead: Sendable {
    package let status: Int
    package let headers: HTTPHeaders

    package init(status: Int, headers: HTTPHeaders) {
        self.status = status
        self.headers = headers
    }
}

/// Where the body of a successful (2xx) response goes. Bodies of other responses are messages and stay in memory.
package enum HTTPSink {
    /// Kept in the response; a longer body is an error.
    case memory(limit: Int)
    /// Written to an open file from `offset` on.
    case file(descriptor: Int32, offset: Int64)
    /// `start` sees the head before the first byte, and may throw to refuse the body; `write` gets the bytes. An error
    /// that either throws ends the request and comes out of ``HTTPClient/send(_:to:)`` as it is.
    case stream(start: (HTTPResponseHead) throws -> Void, write: (UnsafeRawBufferPointer) throws -> Void)
    case discard
}

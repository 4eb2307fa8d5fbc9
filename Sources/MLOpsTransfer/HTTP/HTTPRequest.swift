/// One HTTP request: what to ask for, with what, and how patient to be.
package struct HTTPRequest: Sendable {
    /// `GET`, `HEAD`, `PUT`, `POST`, `DELETE`, `PATCH`.
    package var method: String
    /// Absolute, http or https, already percent-encoded.
    package var url: String
    package var headers: HTTPHeaders
    package var body: HTTPBody
    package var authorization: HTTPAuthorization
    package var patience: HTTPPatience
    /// How many redirects are followed; 0 hands a redirect to the caller as any other response.
    package var redirectLimit = 10
    /// Whether git's `http.<url>.extraHeader` and `http.cookieFile` go along: they are meant for servers that git
    /// talks to, not for a storage that such a server points to.
    package var carriesGitHeaders = false
    /// Ends the request early.
    package var cancellation: HTTPCancellation?
    /// Told how many bytes of the body went out, as they do; negative when some have to go again.
    package var onSent: (@Sendable (Int) -> Void)?

    package init(
        _ method: String, _ url: String, headers: HTTPHeaders = [:], body: HTTPBody = .none,
        authorization: HTTPAuthorization = .none, patience: HTTPPatience = HTTPPatience()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.authorization = authorization
        self.patience = patience
    }
}

/// What a request sends. All of them can be read again from the start, for a redirect or a connection that the server
/// had closed, except a stream.
package enum HTTPBody: Sendable {
    case none
    case bytes([UInt8])
    /// `count` bytes of a file from `offset` on, read while they are sent.
    case file(path: String, offset: Int64, count: Int64)
    /// Bytes that `read` puts into the buffer, 0 at the end. `count` nil: sent in chunks.
    case stream(count: Int64?, read: @Sendable (UnsafeMutableRawBufferPointer) throws -> Int)
}

/// Who is asking. Goes to the host of the request only: after a redirect to another one it is left out.
package enum HTTPAuthorization: Sendable, Equatable {
    case none
    case basic(user: String, password: String)
    /// Basic, Digest or NTLM, whatever the server wants.
    case any(user: String, password: String)
    /// Kerberos, by the ticket that the user has.
    case negotiate
}

/// How long a request may take.
package struct HTTPPatience: Sendable, Equatable {
    /// Milliseconds until the connection stands.
    package var connect: Int64 = 30_000
    /// Milliseconds for all of it; nil: as long as bytes move.
    package var total: Int64?
    /// The request fails when fewer bytes a second than this move for ``slowSeconds``.
    package var slowBytes = 1024
    package var slowSeconds = 60
    /// Seconds after which an idle connection is not used again; nil: libcurl's own.
    package var keepAlive: Int?

    package init(connect: Int64 = 30_000, total: Int64? = nil, slowBytes: Int = 1024, slowSeconds: Int = 60) {
        self.connect = connect
        self.total = total
        self.slowBytes = slowBytes
        self.slowSeconds = slowSeconds
    }
}

package import MLOpsCore

/// Why a request got no answer. An answer that says no is a response, not an error.
package struct HTTPError: DiagnosticConvertible, Equatable {
    package enum Kind: Sendable, Equatable {
        /// The URL or a header cannot be sent.
        case invalidRequest
        /// No name, no route, nobody listening.
        case cannotConnect
        /// The certificate or the handshake was refused.
        case insecure
        /// The connection broke, or ended before all of the body had come.
        case interrupted
        /// Too slow, or too long.
        case timedOut
        /// Longer than the caller allows.
        case tooLarge
        /// More redirects than allowed, or from https to http.
        case badRedirect
        /// ``HTTPCancellation``.
        case cancelled
        /// What the server sent is no HTTP.
        case protocolViolation
        /// libcurl could not be loaded.
        case noLibrary
    }

    package let kind: Kind
    /// Where the request went, without a password.
    package let host: String
    /// The cause, as the end of a sentence.
    package let cause: String

    package init(_ kind: Kind, host: String, _ cause: String) {
        self.kind = kind
        self.host = host
        self.cause = cause
    }

    /// Whether the same request may succeed a moment later.
    package var isTransient: Bool {
        switch kind {
        case .cannotConnect, .interrupted, .timedOut, .protocolViolation: true
        case .invalidRequest, .insecure, .tooLarge, .badRedirect, .cancelled, .noLibrary: false
        }
    }

    package var diagnostic: Diagnostic {
        if kind == .noLibrary {
            return .fatal("cannot use the network: libcurl is not installed", hint: "apt-get install libcurl4")
        }
        return .fatal("cannot reach '\(host)': \(cause)")
    }
}

package import MLOpsCore
internal import MLOpsTransfer

/// A server said no to a whole request.
package struct LFSServerError: DiagnosticConvertible, Equatable {
    package let status: Int
    /// The server's words, else what the status means.
    package let message: String
    /// Who said it.
    package let host: String
    package let documentation: String?
    package let requestID: String?
    /// How long the server asks to wait, milliseconds.
    package let retryAfter: Int64?
    /// What else the body holds, such as the lock that is in the way.
    package let details: JSONValue

    init(_ response: HTTPResponse, host: String) {
        let details = (try? JSONValue.parse(response.body)) ?? .null
        self.init(
            status: response.status, message: details["message"]?.stringValue, host: host, details: details,
            retryAfter: response.retryAfter)
    }

    init(status: Int, message: String?, host: String, details: JSONValue = .null, retryAfter: Int64? = nil) {
        self.status = status
        self.message = message.flatMap { $0.isEmpty ? nil : $0 } ?? Self.meaning(status)
        self.host = host
        self.details = details
        self.retryAfter = retryAfter
        documentation = details["documentation_url"]?.stringValue
        requestID = details["request_id"]?.stringValue
    }

    package var diagnostic: Diagnostic {
        var hints: [String] = []
        if let documentation { hints.append("see \(documentation)") }
        if let requestID { hints.append("the server calls this request \(requestID)") }
        return Diagnostic(.fatal, "Git LFS server '\(host)' says: \(message) (status \(status))", hints: hints)
    }

    /// Whether the same request may succeed later.
    package var isTransient: Bool { status == 429 || [500, 502, 503, 504].contains(status) }

    /// docs/api/batch.md, Response Errors.
    private static func meaning(_ status: Int) -> String {
        switch status {
        case 401: "credentials are needed"
        case 403: "you may read but not write here"
        case 404: "the repository does not exist, or not for you"
        case 406: "it does not speak the Git LFS API"
        case 413: "the request is too large"
        case 422: "the request is not valid"
        case 429: "too many requests"
        case 501: "it cannot do that"
        case 507: "it has no space left"
        case 509: "its bandwidth limit is exceeded"
        case 500...: "it failed"
        default: "it refuses"
        }
    }
}

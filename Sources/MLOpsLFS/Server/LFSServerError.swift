package import MLOpsCore
internal import MLOpsTransfer

/// A server said no to a whole request.
package struct LFSServerError: DiagnosticConvertible, Equatable, GitLFSWorded {
    package let status: Int
    /// The server's words, else what the status means.
    package let message: String
    /// Whether the server had words.
    private let isItsOwn: Bool
    private let url: String
    /// Whether it is the batch of a transfer that was refused.
    var answersBatch = false
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
            status: response.status, message: details["message"]?.stringValue, host: host, url: response.url,
            details: details, retryAfter: response.retryAfter)
    }

    init(
        status: Int, message: String?, host: String, url: String? = nil, details: JSONValue = .null,
        retryAfter: Int64? = nil
    ) {
        self.status = status
        isItsOwn = message?.isEmpty == false
        self.url = url ?? host
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

    package var gitLFSWords: String {
        let more = documentation.map { "\nDocs: \($0)" } ?? ""
        let all = isItsOwn ? message + more + (requestID.map { "\nRequest ID: \($0)" } ?? "") : standardWords
        let what = answersBatch ? "batch response: " : ""
        switch status {
        case 401: return "\(what)Authentication required: \(all)"
        case 501, 507, 509: return what + all
        case 500...: return "\(what)Fatal error: \(all)"
        default: return what + all
        }
    }

    private var standardWords: String {
        switch status {
        case 401, 403: "Authorization error: \(url)\nCheck that you have proper access to the repository"
        case 404:
            "Repository or object not found: \(url)\nCheck that it exists and that you have proper access to it"
        case 422: "Unprocessable entity: \(url)"
        case 429: "Rate limit exceeded: \(url)"
        case 500: "Server error: \(url)"
        case 501: "Not Implemented: \(url)"
        case 507: "Insufficient server storage: \(url)"
        case 509: "Bandwidth limit exceeded: \(url)"
        default:
            "\(status == 400 ? "Client error:" : status < 500 ? "Client error" : "Server error") \(url)"
                + (status == 400 ? "" : " from HTTP \(status)")
        }
    }

    /// Whether it is about who is asking.
    package var isRefusal: Bool { status == 401 || status == 403 }

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

internal import MLOpsCore

/// What proves who is asking, as git's credential protocol has it (git-credential(1)).
struct Credential: Sendable, Equatable {
    var username: String?
    var password: String?
    /// `Bearer` and the like, with ``secret``: helpers of newer gits.
    var scheme: String?
    var secret: String?
    enum Source: Sendable {
        case helper, netrc, url
    }

    /// Who said it: only helpers are told what became of it.
    var source = Source.helper
    /// Lines that the helper wants back.
    var state: [String] = []
    /// Whether another round with the same helper has to follow.
    var continues = false

    /// The value of an Authorization header; nil when there is not enough.
    var authorization: String? {
        if let scheme, let secret { return "\(scheme) \(secret)" }
        guard let username, let password else { return nil }
        return "Basic " + Base64.encode(Array("\(username):\(password)".utf8))
    }
}

internal import MLOpsCore

/// What an S3 error response says.
struct S3Error {
    let status: Int
    /// `NoSuchKey` and the like; for an answer without a body what its status usually means.
    let code: String
    let message: String
    /// Where the bucket is, when the answer tells.
    let region: String?

    init(_ response: HTTPResponse) {
        let root = XMLElement.parse(response.body)
        let error = root?.name == "Error" ? root : root?["Error"]
        status = response.status
        code = error?["Code"]?.text ?? Self.usual[response.status] ?? "HTTP \(response.status)"
        message = error?["Message"]?.text ?? ""
        region = response.headers["x-amz-bucket-region"] ?? error?["Region"]?.text
    }

    private static let usual = [
        301: "PermanentRedirect", 403: "AccessDenied", 404: "NoSuchKey", 412: "PreconditionFailed", 429: "SlowDown",
        500: "InternalError", 503: "SlowDown",
    ]

    private static let badKeys = [
        "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "InvalidSecurity",
        "NotSignedUp", "TokenRefreshRequired",
    ]

    private static let again = [
        "RequestTimeout", "OperationAborted", "ConditionalRequestConflict", "XAmzContentSHA256Mismatch", "BadDigest",
        "IncompleteBody", "PriorRequestNotComplete",
    ]

    /// Whether it is the keys that are not accepted, whatever they are to be used for.
    var meansBadKeys: Bool { Self.badKeys.contains(code) }

    /// Code and message in one bracket of a sentence.
    var words: String {
        let short = message.split(whereSeparator: \.isNewline).first.map { String($0.prefix(200)) } ?? ""
        return short.isEmpty || short == code ? code : "\(code): \(short)"
    }

    /// What is to be done about it. `action`: "cannot write to remote 'x'".
    func fault(_ action: String, bucket: String, retryAfter: Int64?) -> TransferFault {
        if [429, 500, 502, 503, 504].contains(status) {
            return .transient("the server is overloaded (\(code))", retryAfter: retryAfter, slowDown: true)
        }
        if Self.again.contains(code) { return .transient("the server refused it (\(code))", retryAfter: retryAfter) }
        if code == "NoSuchBucket" { return .fatal(.fatal("\(action): there is no bucket '\(bucket)'")) }
        if Self.badKeys.contains(code) {
            return .fatal(.fatal("\(action): its server does not accept the credentials (\(words))"))
        }
        if code == "RequestTimeTooSkewed" {
            return .fatal(.fatal("\(action): the clock of this machine is wrong (\(words))"))
        }
        if status == 403 { return .fatal(.fatal("\(action): access denied (\(words))")) }
        if status == 507 || code.hasPrefix("Quota") { return .fatal(.fatal("\(action): it is full (\(words))")) }
        if code == "InvalidObjectState" { return .permanent("it is archived and has to be restored first") }
        if code == "EntityTooLarge" { return .permanent("it is larger than the server accepts") }
        return .fatal(.fatal("\(action): its server says \(words)"))
    }
}

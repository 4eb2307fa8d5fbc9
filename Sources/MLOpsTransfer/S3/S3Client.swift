internal import MLOpsCore
internal import Synchronization

/// Signs requests to one bucket and sends them. What it learns, it keeps: the bucket's region, how wrong our clock is,
/// whether keys have run out.
final class S3Client: Sendable {
    struct Call {
        var method: String
        /// Whole, with the prefix; nil: the bucket.
        var key: String?
        var query: [String: String] = [:]
        var headers: HTTPHeaders = [:]
        var body: HTTPBody = .none
        /// SHA-256 of the body.
        var payloadHash = Call.emptyHash
        var patience = HTTPPatience()
        var cancellation: HTTPCancellation?
        var onSent: (@Sendable (Int) -> Void)?

        static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    }

    private struct State {
        var region: String
        /// Milliseconds that the server's clock is ahead of ours; nil while ours is good enough.
        var skew: Int64?
        var credentials: AWSCredentials?
        /// Whether git's helpers gave them, and have not heard yet whether they work.
        var isFromHelper = false
        var hasAskedForReason = false
    }

    let location: S3Location
    private let endpoint: String?
    /// Where the bucket is, for what is kept about it.
    var origin: String { endpoint ?? "aws" }
    private let usesPath: Bool
    private let chain: AWSCredentialChain
    private let helper: S3KeyHelper?
    private let http: HTTPClient
    private let now: @Sendable () -> Int64
    private let state: Mutex<State>

    /// `endpoint` of the location, else of the user's settings, else AWS.
    init(
        _ location: S3Location, settings: AWSSettings, http: HTTPClient, helper: S3KeyHelper? = nil,
        now: @escaping @Sendable () -> Int64
    ) throws {
        self.location = location
        self.helper = helper
        endpoint = try location.endpoint ?? settings.endpoint.map { try S3Location.endpoint($0) }
        // A certificate covers one label before the region: dots do not fit, nor do names that hosts cannot have.
        let fitsHost = location.bucket.utf8.allSatisfy {
            (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d
        }
        usesPath = location.pathStyle ?? settings.pathStyle ?? (endpoint != nil || !fitsHost)
        chain = AWSCredentialChain(settings: settings, client: http)
        self.http = http
        self.now = now
        let region = try (location.region ?? settings.region).map { try S3Location.region($0) }
        state = Mutex(State(region: region ?? "us-east-1"))
    }

    /// The response whatever its status, after what can be put right was: another region, our clock, keys that ran out.
    func send(_ call: Call, to sink: HTTPSink = .memory(limit: 1 << 20)) throws -> HTTPResponse {
        var corrections: Set<String> = []
        while true {
            let response = try http.send(request(call), to: sink)
            if response.isSuccess {
                tellHelper(work: true)
                return response
            }
            if call.method == "HEAD", response.status == 403, let reason = try badKeys(call) { return reason }
            if S3Error(response).meansBadKeys { tellHelper(work: false) }
            guard let correction = try correct(S3Error(response), response), corrections.insert(correction).inserted
            else { return response }
        }
    }

    /// The answer to HEAD has no words. Whether it is the keys is asked once, of the bucket; nil when it is not.
    private func badKeys(_ call: Call) throws -> HTTPResponse? {
        let isFirst = state.withLock { state in
            defer { state.hasAskedForReason = true }
            return !state.hasAskedForReason
        }
        guard isFirst else { return nil }
        var question = Call(method: "GET", query: ["list-type": "2", "max-keys": "0"])
        question.cancellation = call.cancellation
        let answer = try http.send(request(question), to: .memory(limit: 1 << 20))
        guard S3Error(answer).meansBadKeys else { return nil }
        tellHelper(work: false)
        return answer
    }

    /// What was put right; nil when nothing can be.
    private func correct(_ error: S3Error, _ response: HTTPResponse) throws -> String? {
        if [301, 307, 400, 403].contains(error.status), let region = error.region,
            (try? S3Location.region(region)) != nil, region != state.withLock({ $0.region })
        {
            state.withLock { $0.region = region }
            return "region"
        }
        if let date = response.date, error.status == 403, isSkewed(error, date) {
            let ahead = date - now()
            state.withLock { $0.skew = ahead }
            return "clock"
        }
        if error.code.hasPrefix("ExpiredToken") {
            state.withLock { $0.credentials = nil }
            return "credentials"
        }
        return nil
    }

    /// The answer to HEAD has no words: then the clocks themselves tell.
    private func isSkewed(_ error: S3Error, _ date: Int64) -> Bool {
        if error.code == "RequestTimeTooSkewed" || error.code == "RequestExpired" { return true }
        return error.message.isEmpty && abs(date - now()) > 14 * 60_000
    }

    func request(_ call: Call) throws -> HTTPRequest {
        let (region, skew) = state.withLock { ($0.region, $0.skew) }
        let target = target(call, region)
        let query = target.query.isEmpty ? "" : "?" + target.query
        var request = HTTPRequest(
            call.method, target.base + target.path + query, headers: call.headers, body: call.body)
        request.redirectLimit = 0
        request.patience = call.patience
        request.cancellation = call.cancellation
        request.onSent = call.onSent
        if location.isAnonymous { return request }
        let keys = try credentials()
        let date = AWSSignature.date(now() + (skew ?? 0))
        request.headers["x-amz-content-sha256"] = call.payloadHash
        request.headers["x-amz-date"] = date
        if let token = keys.sessionToken { request.headers["x-amz-security-token"] = token }
        let host = HTTPAddress(request.url)?.hostAndPort ?? ""
        let signature = AWSSignature(credentials: keys, region: region, service: "s3", date: date)
        request.headers["Authorization"] = signature.authorization(
            method: call.method, path: target.path, query: target.query,
            headers: [("host", host)] + request.headers.lines.map { ($0.name, $0.value) },
            payloadHash: call.payloadHash)
        return request
    }

    /// Asked for once, by whoever comes first: the AWS tools' own places, then git's helpers, then the machine.
    private func credentials() throws -> AWSCredentials {
        let chain = chain
        return try state.withLock { state in
            if let known = state.credentials { return known }
            if let keys = try chain.named() {
                state.credentials = keys
                return keys
            }
            if let keys = try helper?.keys(for: keyOrigin) {
                state.credentials = keys
                state.isFromHelper = true
                return keys
            }
            let found = try chain.find()
            state.credentials = found
            return found
        }
    }

    /// What helpers know the keys by: the endpoint, without the bucket.
    private var keyOrigin: String { endpoint ?? "https://s3.amazonaws.com" }

    private func tellHelper(work: Bool) {
        let keys = state.withLock { state -> AWSCredentials? in
            guard state.isFromHelper else { return nil }
            state.isFromHelper = false
            return state.credentials
        }
        if let keys { helper?.tell(keys, for: keyOrigin, work: work) }
    }

    /// Encoded and in order as the signature wants it.
    private func target(_ call: Call, _ region: String) -> (base: String, path: String, query: String) {
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        let base = endpoint ?? "https://s3.\(region).\(domain)"
        let parts = base.split(separator: "/", omittingEmptySubsequences: false)
        let host = usesPath ? String(parts[2]) : "\(location.bucket).\(parts[2])"
        let key = call.key.map { "/" + PercentEncoding.encode($0, keepingSlashes: true) }
        let path = usesPath ? "/\(location.bucket)" + (key ?? "") : key ?? "/"
        let query = call.query.sorted { $0.key < $1.key }.map { name, value in
            "\(PercentEncoding.encode(name))=\(PercentEncoding.encode(value))"
        }
        return ("\(parts[0])//\(host)", path, query.joined(separator: "&"))
    }
}

internal import MLOpsCore
internal import MLOpsSystem

/// Finds the user's AWS keys: environment, the profile's files, `credential_process`, a container's or an EC2 machine's
/// own. What needs a browser or another service (SSO, roles) is said in words.
struct AWSCredentialChain: Sendable {
    let settings: AWSSettings
    let client: HTTPClient

    /// Keys that the user wrote down, or has a command for; nil without any.
    func named() throws -> AWSCredentials? {
        if let keys = settings.environmentCredentials ?? settings.profileCredentials { return keys }
        return try settings.value("credential_process").map(run)
    }

    func find() throws -> AWSCredentials {
        if let keys = try named() { return keys }
        try refuseWhatIsNotServed()
        if settings.profile != "default", !settings.hasProfile {
            throw Diagnostic.fatal(
                "cannot find AWS profile '\(settings.profile)'",
                hint: "it belongs into ~/.aws/credentials or ~/.aws/config")
        }
        if let keys = try containerKeys() ?? machineKeys() { return keys }
        throw Diagnostic.fatal(
            "cannot find AWS credentials",
            hint: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, run 'aws configure', or 'git credential approve'",
            "for a bucket that everybody may read, add '?anonymous=true' to the URL")
    }

    private func refuseWhatIsNotServed() throws {
        let kinds = [
            ("sso_session", "SSO"), ("sso_start_url", "SSO"), ("role_arn", "a role"), ("login_session", "a login"),
        ]
        let named = kinds.first { settings.value($0.0) != nil }?.1
        let isFederated = settings.variable("AWS_WEB_IDENTITY_TOKEN_FILE") != nil
        guard let kind = named ?? (isFederated ? "a web identity" : nil) else { return }
        throw Diagnostic.fatal(
            "cannot use AWS profile '\(settings.profile)' by itself: it gets its keys through \(kind)",
            hint: "eval \"$(aws configure export-credentials --profile \(settings.profile) --format env)\"")
    }

    /// A command of the user's own files, split as a shell would, run without one.
    private func run(_ command: String) throws -> AWSCredentials {
        let words = ShellWords.split(command)
        let failed = "cannot get AWS credentials from the credential_process of profile '\(settings.profile)'"
        guard let words, !words.isEmpty else { throw Diagnostic.fatal("\(failed): its quotes do not match") }
        let result = try ChildProcess.run(
            words, environment: settings.environment, errors: .inherit, timeLimit: 60_000)
        guard result.status.isSuccess else {
            throw Diagnostic.fatal("\(failed): it ended with \(result.status.shellCode)")
        }
        guard let keys = Self.keys(result.output, token: "SessionToken") else {
            throw Diagnostic.fatal("\(failed): what it printed holds no keys")
        }
        return keys
    }

    private static func keys(_ json: [UInt8], token: String) -> AWSCredentials? {
        guard json.count < 1 << 20, let parsed = try? JSONValue.parse(json), case .object(let members) = parsed,
            case .string(let access)? = members["AccessKeyId"], case .string(let secret)? = members["SecretAccessKey"]
        else { return nil }
        if case .string(let session)? = members[token] {
            return AWSCredentials(accessKey: access, secretKey: secret, sessionToken: session)
        }
        return AWSCredentials(accessKey: access, secretKey: secret, sessionToken: nil)
    }

    /// `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` (ECS) or `_FULL_URI` (EKS), which the AWS tools trust as well.
    private func containerKeys() throws -> AWSCredentials? {
        let relative = settings.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").map { "http://169.254.170.2" + $0 }
        guard let url = relative ?? settings.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") else { return nil }
        var headers = HTTPHeaders()
        if let file = settings.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            headers["Authorization"] = HTTPHeaders.trimmed(String(decoding: try Files.read(file), as: UTF8.self))
        } else if let token = settings.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN") {
            headers["Authorization"] = token
        }
        let answer = try client.send(HTTPRequest("GET", url, headers: headers, patience: Self.brief))
        return Self.keys(answer.body, token: "Token")
    }

    /// The role of the EC2 machine that this is, if it is one (IMDSv2).
    private func machineKeys() throws -> AWSCredentials? {
        if settings.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" { return nil }
        let base = settings.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254"
        var ask = HTTPRequest(
            "PUT", base + "/latest/api/token", headers: ["X-aws-ec2-metadata-token-ttl-seconds": "300"],
            patience: Self.brief)
        guard let token = try? client.send(ask), token.isSuccess else { return nil }
        ask = HTTPRequest("GET", base + "/latest/meta-data/iam/security-credentials/", patience: Self.brief)
        ask.headers["X-aws-ec2-metadata-token"] = token.text
        guard let role = try? client.send(ask), role.isSuccess else { return nil }
        ask.url += role.text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return (try? client.send(ask)).flatMap { Self.keys($0.body, token: "Token") }
    }

    /// Where there is no such service nobody answers, and nobody is to wait.
    private static let brief = HTTPPatience(connect: 1000, total: 2000)
}

/// Keys that sign requests. Never printed, never written.
struct AWSCredentials: Sendable, Equatable {
    let accessKey: String
    let secretKey: String
    let sessionToken: String?
}

/// The user's AWS settings, as the AWS tools find them: environment first, then the profile's files.
struct AWSSettings: Sendable {
    let environment: [String: String]
    let profile: String
    private let credentialsFile: AWSProfiles
    private let configFile: AWSProfiles

    /// `read` gives a file's bytes, nil when it is not there; `profile` as asked for, else `AWS_PROFILE`.
    init(environment: [String: String], profile: String?, read: (String) -> [UInt8]?) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        self.environment = environment
        self.profile = profile ?? value("AWS_PROFILE") ?? value("AWS_DEFAULT_PROFILE") ?? "default"
        let home = value("HOME") ?? "/nonexistent"
        func load(_ variable: String, _ name: String) -> AWSProfiles {
            var path = value(variable) ?? "\(home)/.aws/\(name)"
            if path.hasPrefix("~/") { path = home + path.dropFirst(1) }
            return AWSProfiles(read(path) ?? [])
        }
        credentialsFile = load("AWS_SHARED_CREDENTIALS_FILE", "credentials")
        configFile = load("AWS_CONFIG_FILE", "config")
    }

    /// Set and not empty.
    func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// A key of the profile, the credentials file first.
    func value(_ key: String) -> String? { credentialsFile[profile, key] ?? configFile[profile, key] }

    var hasProfile: Bool { credentialsFile.sections[profile] != nil || configFile.sections[profile] != nil }

    var region: String? { variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION") ?? value("region") }

    /// `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, the profile's services section, its `endpoint_url`.
    var endpoint: String? {
        if ["true", "1"].contains(variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")?.lowercased()) { return nil }
        if let named = variable("AWS_ENDPOINT_URL_S3") ?? variable("AWS_ENDPOINT_URL") { return named }
        if value("ignore_configured_endpoint_urls")?.lowercased() == "true" { return nil }
        let services = value("services").flatMap { configFile["services \($0)", "s3.endpoint_url"] }
        return services ?? value("s3.endpoint_url") ?? value("endpoint_url")
    }

    /// `addressing_style` of the profile's `s3` block.
    var pathStyle: Bool? {
        switch value("s3.addressing_style") {
        case "path": true
        case "virtual": false
        default: nil
        }
    }

    /// The keys of the environment; half of them count for nothing.
    var environmentCredentials: AWSCredentials? {
        guard let access = variable("AWS_ACCESS_KEY_ID"), let secret = variable("AWS_SECRET_ACCESS_KEY") else {
            return nil
        }
        return AWSCredentials(
            accessKey: access, secretKey: secret,
            sessionToken: variable("AWS_SESSION_TOKEN") ?? variable("AWS_SECURITY_TOKEN"))
    }

    /// The keys of the profile, credentials file before config file.
    var profileCredentials: AWSCredentials? {
        for file in [credentialsFile, configFile] {
            guard let access = file[profile, "aws_access_key_id"], let secret = file[profile, "aws_secret_access_key"]
            else { continue }
            return AWSCredentials(
                accessKey: access, secretKey: secret, sessionToken: file[profile, "aws_session_token"])
        }
        return nil
    }
}

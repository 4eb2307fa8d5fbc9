internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// Opens DVC's remotes for reading. Keys come from the environment and the tools' own files, or from settings that are
/// this machine's (`.dvc/config.local`, the user's and the system's): never from `.dvc/config`, which is committed.
/// What that file says about where to go is trusted as `.mlopsconfig` is, see ``RemoteTrust``.
struct DVCRemoteOpener {
    let repository: Repository
    let engine: TransferEngine

    init(_ repository: Repository) throws {
        self.repository = repository
        engine = TransferEngine(config: try repository.config)
    }

    /// Nil for a folder of this machine, which is read in place.
    func open(_ remote: DVCConfig.Remote) throws -> (any DVCRemoteReader)? {
        if remote.folder != nil { return nil }
        if S3Location.isS3(remote.url) { return try s3(remote) }
        if HTTPAddress(remote.url) != nil { return try web(remote) }
        if remote.url.hasPrefix("ssh://") { return try ssh(remote) }
        if remote.url.hasPrefix(RcloneRemote.scheme) {
            return rclone(remote.name, String(remote.url.dropFirst(RcloneRemote.scheme.utf8.count)))
        }
        throw Diagnostic.fatal(
            "cannot read remote '\(remote.name)' of DVC: '\(remote.url)' is of a kind that is not known here",
            hint: "dvc fetch", "or, if rclone reaches it: git mlops migrate dvc --from rclone:NAME:FOLDER")
    }

    private func trusts(_ remote: DVCConfig.Remote, _ value: String) throws -> Bool {
        try repository.config["mlops.\(remote.name).trusted"] == value
    }

    private func refusal(_ remote: DVCConfig.Remote, _ what: String, _ value: String) -> Diagnostic {
        RemoteTrust.refusal(remote.name, of: ".dvc/config", what, value)
    }

    private func s3(_ remote: DVCConfig.Remote) throws -> any DVCRemoteReader {
        let client = try S3Client(
            location(remote), settings: settings(remote), http: HTTPClient(repository: repository),
            helper: S3KeyHelper(repository), now: repository.context.now)
        let prefix = client.location.prefix
        return DVCWebReader(
            name: remote.name, engine: engine,
            request: { method, name, sink, cancellation in
                try client.send(.init(method: method, key: prefix + name, cancellation: cancellation), to: sink)
            },
            fault: { response in
                let error = S3Error(response)
                if error.status == 404, error.code != "NoSuchBucket" { return nil }
                return error.fault(
                    "cannot read from remote '\(remote.name)' of DVC", bucket: client.location.bucket,
                    retryAfter: response.retryAfter)
            })
    }

    private func location(_ remote: DVCConfig.Remote) throws -> S3Location {
        var location = try S3Location(remote.url)
        func value(_ key: String) -> String? { remote.settings[key]?.text }
        if let endpoint = value("endpointurl") { location.endpoint = try S3Location.endpoint(endpoint) }
        if let region = value("region") { location.region = try S3Location.region(region) }
        location.profile = value("profile") ?? location.profile
        location.isAnonymous = value("allow_anonymous_login")?.lowercased() == "true" || location.isAnonymous
        if location.isAnonymous { return location }
        if let endpoint = location.endpoint, remote.settings["endpointurl"]?.isTracked ?? remote.isURLTracked,
            try !trusts(remote, endpoint)
        {
            throw refusal(remote, "would send your AWS credentials to '\(endpoint)'", endpoint)
        }
        if let profile = location.profile, remote.settings["profile"]?.isTracked ?? remote.isURLTracked,
            location.endpoint == nil, try !trusts(remote, "profile \(profile)")
        {
            throw refusal(remote, "would use your AWS profile '\(profile)'", "profile \(profile)")
        }
        return location
    }

    /// Keys that DVC has in files which are not committed go where the environment's do.
    private func settings(_ remote: DVCConfig.Remote) -> AWSSettings {
        var environment = repository.context.environment
        if let access = remote.own("access_key_id"), let secret = remote.own("secret_access_key") {
            environment["AWS_ACCESS_KEY_ID"] = access
            environment["AWS_SECRET_ACCESS_KEY"] = secret
            environment["AWS_SESSION_TOKEN"] = remote.own("session_token")
        } else if remote.settings["secret_access_key"]?.isTracked == true {
            repository.context.reporter.warning(
                "the keys of remote '\(remote.name)' in .dvc/config are not used: everybody can read them")
        }
        if let file = remote.settings["credentialpath"], !file.isTracked {
            environment["AWS_SHARED_CREDENTIALS_FILE"] = DVCConfig.path(file)
        }
        if let file = remote.settings["configpath"], !file.isTracked {
            environment["AWS_CONFIG_FILE"] = DVCConfig.path(file)
        }
        return AWSSettings(environment: environment, profile: remote.settings["profile"]?.text) { LocalFiles.read($0) }
    }

    private func web(_ remote: DVCConfig.Remote) throws -> any DVCRemoteReader {
        guard let address = HTTPAddress(remote.url), address.query == nil, address.user == nil else {
            throw Diagnostic.fatal(
                "cannot read remote '\(remote.name)' of DVC: its address holds a user or a query", hint: "dvc fetch")
        }
        let client = try HTTPClient(repository: repository)
        let base = remote.url.hasSuffix("/") ? remote.url : remote.url + "/"
        var headers = HTTPHeaders()
        var authorization = HTTPAuthorization.none
        switch remote.settings["auth"]?.text {
        case "basic": authorization = .basic(user: remote.own("user") ?? "", password: remote.own("password") ?? "")
        case "digest": authorization = .any(user: remote.own("user") ?? "", password: remote.own("password") ?? "")
        case "custom":
            if let header = remote.own("custom_auth_header"), let value = remote.own("password") {
                headers[header] = value
            }
        default: break
        }
        return DVCWebReader(
            name: remote.name, engine: engine,
            request: { [headers, authorization] method, name, sink, cancellation in
                var request = HTTPRequest(method, base + name, headers: headers, authorization: authorization)
                // A header that says who is asking goes to no other host.
                if !headers.lines.isEmpty { request.redirectLimit = 0 }
                request.cancellation = cancellation
                return try client.send(request, to: sink)
            },
            fault: { response in
                let action = "cannot read from remote '\(remote.name)' of DVC"
                if [404, 410].contains(response.status) { return nil }
                if [408, 429].contains(response.status) || response.status >= 500 {
                    return .transient(
                        "the server answered \(response.status)", retryAfter: response.retryAfter, slowDown: true)
                }
                return .fatal(.fatal("\(action): '\(address.hostAndPort)' answered \(response.status)"))
            })
    }

    /// By rclone, which starts the user's ssh: its keys, hosts and configuration count.
    private func ssh(_ remote: DVCConfig.Remote) throws -> any DVCRemoteReader {
        guard let address = HTTPAddress("http" + remote.url.dropFirst(3)), address.password == nil,
            address.query == nil,
            let path = PercentEncoding.decode(address.path[...])
        else { throw Diagnostic.fatal("cannot read remote '\(remote.name)' of DVC: '\(remote.url)' is no address") }
        if remote.own("password") != nil || remote.settings["ask_password"]?.text.lowercased() == "true" {
            throw Diagnostic.fatal(
                "cannot read remote '\(remote.name)' of DVC: passwords are not given to ssh",
                hint: "use a key (ssh-copy-id \(address.host)), or: dvc fetch")
        }
        let isTracked = remote.isURLTracked || ["user", "port"].contains { remote.settings[$0]?.isTracked == true }
        if isTracked, try !trusts(remote, remote.url) {
            throw refusal(remote, "would log in to '\(address.host)' with your keys", remote.url)
        }
        var words = ["ssh", "-o", "BatchMode=yes"]
        let port = remote.settings["port"]?.text ?? (address.port == 80 ? nil : String(address.port))
        if let port, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { words += ["-p", port] }
        if let user = remote.settings["user"]?.text ?? address.user { words += ["-l", user] }
        if let file = remote.settings["keyfile"], !file.isTracked, let key = DVCConfig.path(file) {
            words += ["-i", key]
        }
        words.append(address.host)
        let isPlain = words.allSatisfy {
            !$0.isEmpty && $0.utf8.allSatisfy { $0 > 0x20 && ![0x22, 0x27, 0x2c].contains($0) }
        }
        guard isPlain, !address.host.hasPrefix("-"), !path.utf8.contains(where: { $0 < 0x20 }) else {
            throw Diagnostic.fatal("cannot read remote '\(remote.name)' of DVC: '\(remote.url)' is no address")
        }
        return rclone(remote.name, ":sftp,ssh=\"\(words.joined(separator: " "))\",shell_type=none:\(path)")
    }

    private func rclone(_ name: String, _ target: String) -> any DVCRemoteReader {
        let program = Rclone(
            name: name, environment: repository.context.environment,
            workingDirectory: repository.workTree ?? repository.gitDirectory)
        return DVCRcloneReader(rclone: program, target: target)
    }
}

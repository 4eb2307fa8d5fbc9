package import MLOpsCore

/// Who may get the user's credentials.
///
/// A remote that the user named in this clone's config may. One that `.mlopsconfig` names comes from whoever wrote the
/// repository: an S3 bucket at AWS is asked with the user's keys, as `git push` asks the host of a URL, but a server
/// of the file's choice, or an rclone remote of the user's, only when `mlops.NAME.trusted` repeats it. When the
/// file names another one later, that has to be repeated again.
package enum RemoteTrust {
    /// For rclone, whose remotes are all the user's own.
    static func check(_ remote: RemoteSettings.Remote) throws(Diagnostic) {
        guard remote.isShared, remote.trusted != remote.url else { return }
        throw refusal(remote, "uses your rclone settings", remote.url)
    }

    static func check(_ remote: RemoteSettings.Remote, _ location: S3Location) throws(Diagnostic) {
        guard remote.isShared, !location.isAnonymous, let endpoint = location.endpoint, remote.trusted != endpoint
        else { return }
        throw refusal(remote, "would send your AWS credentials to '\(endpoint)'", endpoint)
    }

    /// What to write to `mlops.NAME.trusted`; nil when the remote needs no trust.
    package static func needed(_ remote: RemoteSettings.Remote) throws(Diagnostic) -> String? {
        if remote.url.hasPrefix(RcloneRemote.scheme) { return remote.url }
        guard S3Location.isS3(remote.url) else { return nil }
        return try S3Location(of: remote).endpoint
    }

    private static func refusal(_ remote: RemoteSettings.Remote, _ what: String, _ value: String) -> Diagnostic {
        refusal(remote.name, of: RemoteSettings.fileName, what, value)
    }

    /// `file`: whatever names the remote and travels with the repository.
    static func refusal(_ name: String, of file: String, _ what: String, _ value: String) -> Diagnostic {
        .fatal(
            "cannot use remote '\(name)' yet: \(file) names it, and it \(what)",
            hint: "if you trust it: git config mlops.\(name).trusted '\(value)'")
    }
}

extension S3Location {
    /// The URL, and what the remote's other keys say in its place.
    init(of remote: RemoteSettings.Remote) throws(Diagnostic) {
        try self.init(remote.url)
        if remote.isShared, profile != nil {
            throw .fatal("'\(remote.url)' in \(RemoteSettings.fileName) may not choose an AWS profile")
        }
        if let text = remote.endpoint { endpoint = try Self.endpoint(text) }
        if let text = remote.region { region = try Self.region(text) }
        pathStyle = remote.pathStyle ?? pathStyle
        profile = remote.profile ?? profile
    }
}

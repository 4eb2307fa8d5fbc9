package import MLOpsCore
internal import MLOpsSystem

/// A place outside the repository that one file comes from.
package enum OutsideSource: Sendable, Equatable {
    case web(HTTPAddress, url: String)
    /// A file of this machine.
    case file(String)
    case s3(S3Location, key: String)
    /// `remote:path`, as rclone has it.
    case rclone(String)

    /// `url`: http, https, `s3://bucket/key`, `rclone:remote:path`, `file://` or a path, relative to `folder`.
    package init(_ url: String, folder: String) throws(Diagnostic) {
        if url.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
            throw .fatal("the address holds control characters")
        }
        if let address = HTTPAddress(url), url.lowercased().hasPrefix("http") {
            self = try Self.web(address, url)
        } else if S3Location.isS3(url) {
            self = try Self.s3(url)
        } else if url.hasPrefix(RcloneRemote.scheme) {
            let target = String(url.dropFirst(RcloneRemote.scheme.utf8.count))
            guard target.contains(":"), !target.hasPrefix("-"), !target.hasSuffix(":"), !target.hasSuffix("/") else {
                throw .fatal("'\(url)' does not name a file", hint: "write rclone:remote:folder/file")
            }
            self = .rclone(target)
        } else if let path = LocalURL.path(url) {
            self = .file(Paths.absolute(path, in: folder))
        } else {
            throw .fatal(
                "'\(url)' is not a place that is known",
                hint: "known are http, https, s3://bucket/key, rclone:remote:path and paths")
        }
    }

    /// What stands in the address is written down for everybody to read, and a secret must not.
    private static func web(_ address: HTTPAddress, _ url: String) throws(Diagnostic) -> OutsideSource {
        if address.user != nil || address.password != nil {
            throw .fatal(
                "the address of '\(address.host)' holds a user or a password, which would be committed",
                hint: "use an address without them")
        }
        return .web(address, url: url)
    }

    private static func s3(_ url: String) throws(Diagnostic) -> OutsideSource {
        var location = try S3Location(url)
        guard !location.prefix.isEmpty else { throw .fatal("'\(url)' does not name a file") }
        let key = String(location.prefix.dropLast())
        location.prefix = ""
        return .s3(location, key: key)
    }

    /// Whether the user's own rights are used on this machine's behalf, so that an address which somebody else wrote
    /// may not be asked without a word: files of this machine, rclone's settings, keys for a server of that address's
    /// choice.
    package var needsTrust: Bool {
        switch self {
        case .web: false
        case .file, .rclone: true
        case .s3(let location, _): !location.isAnonymous && (location.endpoint != nil || location.profile != nil)
        }
    }

    /// The last part of its path: the name that a copy of it gets.
    package var fileName: String {
        let path =
            switch self {
            case .web(let address, _): PercentEncoding.decode(address.path[...]) ?? address.path
            case .file(let path): path
            case .s3(_, let key): key
            case .rclone(let target): target
            }
        return path.split { $0 == "/" || $0 == ":" }.last.map(String.init) ?? ""
    }
}

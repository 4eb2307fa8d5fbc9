package import MLOpsCore

/// What an `s3://bucket/prefix?endpoint=…&region=…&path_style=…&profile=…` URL says.
package struct S3Location: Sendable, Equatable {
    package var bucket: String
    /// Empty, or ends with `/`.
    package var prefix: String
    /// `https://host[:port]`; nil: AWS, or what the user's settings name.
    package var endpoint: String?
    package var region: String?
    /// Whether the bucket is part of the path instead of the host's name; nil: as fits.
    package var pathStyle: Bool?
    /// Of the user's AWS files.
    package var profile: String?
    /// Asks without credentials, for buckets that everybody may read.
    package var isAnonymous = false

    package static func isS3(_ url: String) -> Bool { url.lowercased().hasPrefix("s3://") }

    package init(_ url: String) throws(Diagnostic) {
        let parts = url.dropFirst(5).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        bucket = String(path[0])
        guard Self.isS3(url), Self.isBucket(bucket) else {
            throw .fatal("'\(url)' does not name a bucket", hint: "write s3://bucket/folder")
        }
        let folders = (path.count > 1 ? path[1] : "").split(separator: "/").map(String.init)
        guard folders.allSatisfy({ $0 != "." && $0 != ".." }) else {
            throw .fatal("'\(url)' holds '.' or '..' as a folder")
        }
        prefix = folders.map { $0 + "/" }.joined()
        for pair in parts.count > 1 ? parts[1].split(separator: "&") : [] { try set(pair, of: url) }
    }

    private mutating func set(_ pair: Substring, of url: String) throws(Diagnostic) {
        let words = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard words.count == 2, let value = PercentEncoding.decode(words[1]) else {
            throw .fatal("cannot read '\(pair)' in '\(url)'")
        }
        switch words[0] {
        case "endpoint": endpoint = try Self.endpoint(value)
        case "region": region = try Self.region(value)
        case "path_style": pathStyle = value == "true" || value == "1"
        case "profile": profile = value
        case "anonymous": isAnonymous = value == "true" || value == "1"
        default:
            throw .fatal(
                "'\(words[0])' in '\(url)' is not known",
                hint: "known are endpoint, region, path_style, profile and anonymous; keys are never part of a URL")
        }
    }

    /// `host`, or a URL without a path; https unless it says http.
    package static func endpoint(_ text: String) throws(Diagnostic) -> String {
        let url = text.contains("://") ? text : "https://" + text
        guard let address = HTTPAddress(url), address.path == "/", address.query == nil, address.user == nil else {
            throw .fatal("'\(text)' is not an endpoint", hint: "write https://host or https://host:port")
        }
        return "\(address.scheme)://\(address.hostAndPort)"
    }

    package static func region(_ text: String) throws(Diagnostic) -> String {
        let isName = text.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
        guard isName, !text.isEmpty, text.utf8.count < 64 else { throw .fatal("'\(text)' is not a region") }
        return text
    }

    private static func isBucket(_ name: String) -> Bool {
        (1...255).contains(name.utf8.count) && name.first != "." && name.first != "-"
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                    || [0x2d, 0x2e, 0x5f].contains(byte)
            }
    }
}

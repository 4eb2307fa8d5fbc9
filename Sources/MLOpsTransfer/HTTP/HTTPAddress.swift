internal import CCurl

/// An http or https URL, taken apart by libcurl, so that nobody is told one host and reaches another.
package struct HTTPAddress: Sendable, Equatable {
    /// `http` or `https`.
    package let scheme: String
    /// Lower case, without a port.
    package let host: String
    package let port: Int
    /// Percent-encoded, starts with `/`.
    package let path: String
    /// Percent-encoded; nil when there is none.
    package let query: String?
    /// Decoded.
    package let user: String?
    package let password: String?

    /// Nil for what is not an absolute http or https URL.
    package init?(_ text: String) {
        guard !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }), CurlHandle.isStarted,
            let parts = mlops_curl_url()
        else { return nil }
        defer { mlops_curl_url_close(parts) }
        guard mlops_curl_url_set(parts, CURLUPART_URL, text, 0) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: parts)?.lowercased(), scheme == "http" || scheme == "https",
            let host = Self.part(CURLUPART_HOST, of: parts), !host.isEmpty,
            let port = Self.part(CURLUPART_PORT, of: parts, UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) })
        else { return nil }
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port
        path = Self.part(CURLUPART_PATH, of: parts) ?? "/"
        query = Self.part(CURLUPART_QUERY, of: parts)
        user = Self.part(CURLUPART_USER, of: parts, UInt32(CURLU_URLDECODE))
        password = Self.part(CURLUPART_PASSWORD, of: parts, UInt32(CURLU_URLDECODE))
    }

    /// `https://host:port`: what a credential is meant for.
    package var origin: String { "\(scheme)://\(host):\(port)" }

    /// `host`, with the port where it is not the scheme's own.
    package var hostAndPort: String { port == (scheme == "https" ? 443 : 80) ? host : "\(host):\(port)" }

    /// Without user and password, for messages.
    package var shown: String { "\(scheme)://\(hostAndPort)\(path)" }

    /// Where a `Location` leads, which may be relative to `base`; nil when it is no URL.
    static func resolve(_ location: String, base: String) -> String? {
        guard !location.utf8.contains(where: { $0 < 0x20 }), CurlHandle.isStarted, let parts = mlops_curl_url() else {
            return nil
        }
        defer { mlops_curl_url_close(parts) }
        guard mlops_curl_url_set(parts, CURLUPART_URL, base, 0) == CURLUE_OK,
            mlops_curl_url_set(parts, CURLUPART_URL, location, UInt32(CURLU_URLENCODE)) == CURLUE_OK
        else { return nil }
        return part(CURLUPART_URL, of: parts)
    }

    private static func part(_ part: CURLUPart, of parts: UnsafeMutableRawPointer, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard mlops_curl_url_get(parts, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { mlops_curl_free(text) }
        return String(cString: text)
    }
}

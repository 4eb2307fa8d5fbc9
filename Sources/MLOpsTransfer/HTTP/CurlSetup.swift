internal import CCurl

/// Writes one request into a handle.
struct CurlSetup {
    let handle: CurlHandle
    let request: HTTPRequest
    let options: HTTPSettings.Options

    /// The header list, which has to live as long as the request and is the caller's to free.
    func apply(_ source: CurlSource, _ address: HTTPAddress, userAgent: String) throws
        -> UnsafeMutablePointer<curl_slist>?
    {
        guard request.headers.areSafe else {
            throw HTTPError(.invalidRequest, host: address.hostAndPort, "a header holds a line end")
        }
        handle.set(CURLOPT_URL, request.url)
        handle.set(CURLOPT_USERAGENT, userAgent)
        handle.set(CURLOPT_NOSIGNAL, 1)
        handle.set(CURLOPT_TCP_KEEPALIVE, 1)
        handle.set(CURLOPT_PATH_AS_IS, 1)
        // One connection a request in flight: several are faster for large bodies, and no two share their fate.
        handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        handle.set(CURLOPT_BUFFERSIZE, 1 << 17)
        applyMethod(source)
        applyPatience()
        applyTrust()
        applyAuthorization()
        let list = headerList(chunked: hasBody && source.count == nil)
        mlops_curl_set_headers(handle.pointer, list)
        return list
    }

    private var hasBody: Bool {
        if case .none = request.body { return request.method == "PUT" || request.method == "POST" }
        return true
    }

    private func applyMethod(_ source: CurlSource) {
        if request.method == "HEAD" {
            handle.set(CURLOPT_NOBODY, 1)
        } else if hasBody {
            handle.set(CURLOPT_UPLOAD, 1)
            handle.set(CURLOPT_INFILESIZE_LARGE, source.count ?? -1)
            handle.set(CURLOPT_UPLOAD_BUFFERSIZE, (source.count ?? .max) > 1 << 18 ? 1 << 19 : 1 << 16)
            handle.set(CURLOPT_CUSTOMREQUEST, request.method)
        } else {
            handle.set(CURLOPT_HTTPGET, 1)
            handle.set(CURLOPT_CUSTOMREQUEST, request.method)
        }
    }

    private func applyPatience() {
        let patience = request.patience
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, Int(clamping: patience.connect))
        if let total = patience.total { handle.set(CURLOPT_TIMEOUT_MS, Int(clamping: total)) }
        handle.set(CURLOPT_LOW_SPEED_LIMIT, options.slowBytes ?? patience.slowBytes)
        handle.set(CURLOPT_LOW_SPEED_TIME, options.slowSeconds ?? patience.slowSeconds)
        if let seconds = patience.keepAlive { handle.set(CURLOPT_MAXAGE_CONN, seconds) }
    }

    private func applyTrust() {
        if let proxy = options.proxy { handle.set(CURLOPT_PROXY, proxy) }
        handle.set(CURLOPT_SSL_VERIFYPEER, options.verifiesPeer ? 1 : 0)
        handle.set(CURLOPT_SSL_VERIFYHOST, options.verifiesPeer ? 2 : 0)
        if let file = options.authorityFile { handle.set(CURLOPT_CAINFO, file) }
        if let folder = options.authorityFolder { handle.set(CURLOPT_CAPATH, folder) }
        if let certificate = options.certificate { handle.set(CURLOPT_SSLCERT, certificate) }
        if let key = options.certificateKey { handle.set(CURLOPT_SSLKEY, key) }
        if request.carriesGitHeaders, let file = options.cookieFile { handle.set(CURLOPT_COOKIEFILE, file) }
    }

    private func applyAuthorization() {
        switch request.authorization {
        case .none: break
        case .basic(let user, let password): credentials(mlops_curl_auth_basic(), user, password)
        case .any(let user, let password): credentials(mlops_curl_auth_any(), user, password)
        case .negotiate: credentials(mlops_curl_auth_negotiate(), "", "")
        }
    }

    private func credentials(_ method: Int, _ user: String, _ password: String) {
        handle.set(CURLOPT_HTTPAUTH, method)
        handle.set(CURLOPT_USERNAME, user)
        handle.set(CURLOPT_PASSWORD, password)
    }

    private func headerList(chunked: Bool) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        // "100 Continue" costs a round trip, or a second where the server does not know it.
        list = mlops_curl_list_append(list, "Expect:")
        if chunked { list = mlops_curl_list_append(list, "Transfer-Encoding: chunked") }
        for line in request.headers.lines {
            // A header without a value is sent by a semicolon.
            list = mlops_curl_list_append(list, line.value.isEmpty ? "\(line.name);" : "\(line.name): \(line.value)")
        }
        if request.carriesGitHeaders {
            for header in options.extraHeaders where !header.utf8.contains(where: { $0 == 0x0a || $0 == 0x0d }) {
                list = mlops_curl_list_append(list, header)
            }
        }
        return list
    }
}

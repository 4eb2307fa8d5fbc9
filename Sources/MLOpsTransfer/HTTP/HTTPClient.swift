internal import CCurl
internal import Synchronization

/// Sends HTTP requests, one a call, from as many threads as like: each call blocks until its response is there.
/// Connections are kept and used again; there are as many as there were calls at one time.
///
/// - Redirects are followed to the same scheme or from http to https. On another origin (scheme, host, port) nothing
///   that says who is asking goes along: no authorization, no cookies, no headers of git's configuration.
/// - Certificates are verified unless `http.sslVerify` says no; proxies are those of `http.proxy`, else of the
///   environment, as libcurl reads it.
/// - No response is kept whole in memory unless asked for, and then up to a limit.
/// - Ctrl-C ends the process, and so all requests; ``HTTPCancellation`` ends those that carry it.
///
/// Nothing is retried here: that is ``RetryPolicy``'s.
package final class HTTPClient: Sendable {
    private let settings: HTTPSettings
    private let watcher: (any HTTPWatcher)?
    private let idle = Mutex<[CurlHandle]>([])

    package init(_ settings: HTTPSettings = HTTPSettings(), watcher: (any HTTPWatcher)? = nil) {
        self.settings = settings
        self.watcher = watcher
    }

    /// The response, whatever its status. Throws ``HTTPError`` when there is none, and what `sink` threw.
    package func send(_ request: HTTPRequest, to sink: HTTPSink = .memory(limit: 1 << 20)) throws -> HTTPResponse {
        var request = request
        var redirects = 0
        while true {
            let response = try sendOnce(request, to: sink)
            guard request.redirectLimit > 0, let target = try redirect(response, of: request) else { return response }
            redirects += 1
            if redirects > request.redirectLimit {
                throw HTTPError(.badRedirect, host: Self.host(request.url), "too many redirects")
            }
            watcher?.redirected(request, to: target)
            request = try Self.following(target, request, status: response.status)
        }
    }

    private func redirect(_ response: HTTPResponse, of request: HTTPRequest) throws -> String? {
        guard [301, 302, 303, 307, 308].contains(response.status), let location = response.headers["Location"] else {
            return nil
        }
        guard let target = HTTPAddress.resolve(location, base: request.url), let address = HTTPAddress(target) else {
            throw HTTPError(.badRedirect, host: Self.host(request.url), "it redirects to what is no URL")
        }
        if address.scheme == "http", HTTPAddress(request.url)?.scheme == "https" {
            throw HTTPError(
                .badRedirect, host: Self.host(request.url), "it redirects from https to '\(address.origin)'")
        }
        return target
    }

    /// The request to send to where a redirect leads.
    static func following(_ target: String, _ request: HTTPRequest, status: Int) throws -> HTTPRequest {
        var next = request
        next.url = target
        if status == 303, request.method != "HEAD" {
            next.method = "GET"
            next.body = .none
        }
        if case .stream = next.body {
            throw HTTPError(.badRedirect, host: host(request.url), "it redirects a body that cannot be sent again")
        }
        if HTTPAddress(target)?.origin != HTTPAddress(request.url)?.origin {
            next.authorization = .none
            for name in ["Authorization", "Proxy-Authorization", "Cookie", "X-Amz-Security-Token"] {
                next.headers[name] = nil
            }
        }
        return next
    }

    private func sendOnce(_ request: HTTPRequest, to sink: HTTPSink) throws -> HTTPResponse {
        guard CurlHandle.isStarted else {
            throw HTTPError(.noLibrary, host: "the server", "libcurl is not installed")
        }
        guard let address = HTTPAddress(request.url) else {
            throw HTTPError(.invalidRequest, host: Self.host(request.url), "it is not an http or https URL")
        }
        guard let handle = idle.withLock({ $0.popLast() }) ?? CurlHandle() else {
            throw HTTPError(.cannotConnect, host: address.hostAndPort, "there is no memory for it")
        }
        defer {
            mlops_curl_reset(handle.pointer)
            idle.withLock { $0.append(handle) }
        }
        let source = try CurlSource(request.body, onSent: request.onSent)
        let transfer = CurlTransfer(handle, source, sink: sink, cancellation: request.cancellation)
        let options = settings.options(for: address)
        let setup = CurlSetup(handle: handle, request: request, options: options)
        let list = try setup.apply(source, address, userAgent: settings.userAgent)
        defer { mlops_curl_list_free(list) }
        transfer.prepare()
        watcher?.sending(request, gitHeaders: request.carriesGitHeaders ? options.extraHeaders : [])
        let code = withExtendedLifetime(transfer) { mlops_curl_perform(handle.pointer) }
        let answer = try response(code, handle, transfer, address, request)
        watcher?.received(answer)
        return answer
    }

    private func response(
        _ code: CURLcode, _ handle: CurlHandle, _ transfer: CurlTransfer, _ address: HTTPAddress, _ request: HTTPRequest
    ) throws -> HTTPResponse {
        if let failure = transfer.failure { throw failure }
        if transfer.isCancelled { throw HTTPError(.cancelled, host: address.hostAndPort, "it was interrupted") }
        if transfer.isOverLimit { throw HTTPError(.tooLarge, host: address.hostAndPort, "its answer is too long") }
        let status = handle.long(CURLINFO_RESPONSE_CODE)
        // A server that has said no need not hear the rest of the body.
        let refusedEarly = code == CURLE_SEND_ERROR && status >= 400
        guard code == CURLE_OK || refusedEarly else { throw HTTPError(code, host: address.hostAndPort) }
        try transfer.start()
        return HTTPResponse(status: status, headers: transfer.headers, body: transfer.body, url: request.url)
    }

    /// For messages: never more than the host of a URL, which may hold a password.
    private static func host(_ url: String) -> String { HTTPAddress(url)?.hostAndPort ?? "the server" }
}

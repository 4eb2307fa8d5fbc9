/// Is told of each request and each response of an ``HTTPClient``, for traces.
package protocol HTTPWatcher: Sendable {
    /// `gitHeaders`: lines that git's configuration adds.
    func sending(_ request: HTTPRequest, gitHeaders: [String])
    func received(_ response: HTTPResponse)
    func redirected(_ request: HTTPRequest, to target: String)
}

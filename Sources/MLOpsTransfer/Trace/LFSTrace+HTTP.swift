internal import MLOpsCore

extension LFSTrace: HTTPWatcher {
    private static let hidden = " * * * * *"
    private static let secretHeaders: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "x-amz-security-token",
    ]

    package func sending(_ request: HTTPRequest, gitHeaders: [String]) {
        guard isOn || isVerbose, let address = HTTPAddress(request.url) else { return }
        line("HTTP: \(request.method) \(address.shown)")
        guard isVerbose else { return }
        let lines =
            ["\(request.method) \(address.path) HTTP/1.1", "Host: \(address.hostAndPort)"]
            + request.headers.lines.map { Self.shown($0.name, $0.value) } + gitHeaders.map(Self.shown)
        verbose(lines.map { "> \($0)\n" }.joined() + ">")
        if case .bytes(let body) = request.body, Self.isText(request.headers) { verbose(Self.shown(body)) }
    }

    package func received(_ response: HTTPResponse) {
        line("HTTP: \(response.status)")
        guard isOn || isVerbose else { return }
        let lines = ["HTTP/1.1 \(response.status)"] + response.headers.lines.map { Self.shown($0.name, $0.value) }
        verbose("\n" + lines.map { "< \($0)\n" }.joined() + "<")
        guard Self.isText(response.headers), !response.body.isEmpty else { return }
        let body = Self.shown(response.body)
        line("HTTP: \(body)")
        verbose(body)
    }

    package func redirected(_ request: HTTPRequest, to target: String) {
        guard let from = HTTPAddress(request.url), let address = HTTPAddress(target) else { return }
        line("api: redirect \(request.method) \(from.shown) to \(address.shown)")
    }

    private static func isText(_ headers: HTTPHeaders) -> Bool {
        let type = headers["Content-Type"]?.lowercased().prefix { $0 != ";" } ?? ""
        return ["json", "text", "xml", "html"].contains { type.contains($0) }
    }

    private static func shown(_ line: String) -> String {
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? shown(String(parts[0]), HTTPHeaders.trimmed(String(parts[1]))) : line
    }

    /// A header without what proves who is asking: the scheme alone stays.
    private static func shown(_ name: String, _ value: String) -> String {
        guard secretHeaders.contains(name.lowercased()) else { return "\(name): \(value)" }
        let words = value.split(separator: " ", maxSplits: 1)
        let scheme = words.count == 2 && name.lowercased().hasSuffix("authorization") ? " \(words[0])" : ""
        return "\(name):\(scheme)\(hidden)"
    }

    /// A body; one of JSON without the headers and signatures that a server hands out.
    private static func shown(_ body: [UInt8]) -> String {
        guard let value = try? JSONValue.parse(body) else { return String(decoding: body, as: UTF8.self) }
        return String(decoding: withoutSecrets(value).serialized(.compact), as: UTF8.self)
    }

    private static func withoutSecrets(_ value: JSONValue) -> JSONValue {
        if let values = value.arrayValue { return .array(values.map(withoutSecrets)) }
        guard let fields = value.objectValue else { return value }
        var result = JSONObject()
        for (key, field) in fields {
            switch key.lowercased() {
            case "header": result[key] = .string(String(hidden.dropFirst()))
            case "href":
                let text = field.stringValue ?? ""
                result[key] = .string(HTTPAddress(text)?.shown ?? String(hidden.dropFirst()))
            default: result[key] = withoutSecrets(field)
            }
        }
        return .object(result)
    }
}

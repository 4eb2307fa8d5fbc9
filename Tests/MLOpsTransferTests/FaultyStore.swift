import MLOpsCore
import MLOpsTestSupport

@testable import MLOpsTransfer

/// The store that fails on demand, with its controls.
final class FaultyStore: Sendable {
    let server: TestServer
    let client = HTTPClient()

    init(_ server: TestServer? = nil) throws {
        self.server = try server ?? TestServer("faulty")
    }

    func clearRules() throws {
        _ = try client.send(HTTPRequest("DELETE", url + "/-/rule"))
    }

    var url: String { server.url }

    /// `{"method": …, "match": …, "times": …, "status": …, "fault": …}`; see servers.py.
    func rule(_ json: String) throws {
        let answer = try client.send(HTTPRequest("POST", url + "/-/rule", body: .bytes(Array(json.utf8))))
        if answer.status != 204 { throw HTTPError(.protocolViolation, host: url, answer.text) }
    }

    /// Puts bytes under a key, whoever that surprises.
    func plant(_ key: String, _ bytes: [UInt8]) throws {
        _ = try client.send(HTTPRequest("POST", url + "/-/object/" + key, body: .bytes(bytes)))
    }

    func object(_ key: String) throws -> [UInt8] {
        try client.send(HTTPRequest("GET", url + "/-/object/" + key), to: .memory(limit: 1 << 28)).body
    }

    func delete(_ key: String) throws {
        _ = try client.send(HTTPRequest("DELETE", url + "/-/object/" + key))
    }

    /// `METHOD target` of each request so far.
    func requests() throws -> [String] {
        try log().map { "\($0["method"].text) \($0["target"].text)" }
    }

    func log() throws -> [JSONValue] {
        try json("/-/log").items
    }

    func json(_ path: String) throws -> JSONValue {
        try JSONValue.parse(client.send(HTTPRequest("GET", url + path), to: .memory(limit: 1 << 26)).body)
    }
}

extension JSONValue {
    subscript(key: String) -> JSONValue {
        if case .object(let members) = self { return members[key] ?? .null }
        return .null
    }

    var text: String {
        if case .string(let text) = self { return text }
        return "\(self)"
    }

    var items: [JSONValue] {
        if case .array(let items) = self { return items }
        return []
    }
}

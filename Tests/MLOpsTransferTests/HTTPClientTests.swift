import Glibc
import MLOpsCore
import MLOpsGit
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsTransfer

@Suite struct HTTPClientTests {
    let store: FaultyStore
    let client = HTTPClient()
    let folder = TempDirectory()

    init() throws {
        store = try FaultyStore()
    }

    func echo(_ request: HTTPRequest) throws -> JSONValue {
        try JSONValue.parse(client.send(request).body)
    }

    @Test func everyKindOfBodyArrives() throws {
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try folder.write("body", [1, 2, 3] + bytes + [9])
        let fed = Feed(bytes)
        let bodies: [HTTPBody] = [
            .bytes(bytes), .file(path: folder.path("body"), offset: 3, count: 300_000),
            .stream(count: nil) { fed.read($0) },
        ]
        for body in bodies {
            let echo = try echo(HTTPRequest("PUT", store.url + "/-/echo", body: body))
            #expect(echo["sha256"].text == ContentHasher.object(of: bytes).id.hex)
            #expect(echo["method"].text == "PUT")
            #expect(echo["headers"]["expect"] == .null)
        }
        #expect(try echo(HTTPRequest("POST", store.url + "/-/echo"))["headers"]["content-length"].text == "0")
    }

    @Test func aShorterFileThanPromisedIsAnError() throws {
        try folder.write("short", [1, 2])
        #expect(throws: SystemError.self) {
            try client.send(
                HTTPRequest("PUT", store.url + "/-/echo", body: .file(path: folder.path("short"), offset: 0, count: 9)))
        }
    }

    @Test func everyKindOfSinkIsFilled() throws {
        try store.plant("b/k", [1, 2, 3, 4])
        let get = HTTPRequest("GET", store.url + "/b/k")
        #expect(try client.send(get).body == [1, 2, 3, 4])
        #expect(throws: HTTPError.self) { try client.send(get, to: .memory(limit: 3)) }
        let file = try Descriptor(opening: folder.path("out"), flags: O_RDWR | O_CREAT)
        try client.send(get, to: .file(descriptor: file.raw, offset: 2)).expectSuccess()
        #expect(try folder.bytes("out") == [0, 0, 1, 2, 3, 4])
        var seen: [UInt8] = []
        var head: HTTPResponseHead?
        let sink = HTTPSink.stream(start: { head = $0 }, write: { seen += $0 })
        try client.send(get, to: sink).expectSuccess()
        #expect(seen == [1, 2, 3, 4])
        #expect(head?.headers["accept-ranges"] == "bytes")
    }

    @Test func anErrorsBodyNeverReachesTheSink() throws {
        let answer = try client.send(
            HTTPRequest("GET", store.url + "/b/none"),
            to: .stream(start: { _ in Issue.record() }, write: { _ in Issue.record() }))
        #expect(answer.status == 404)
        #expect(answer.text.contains("NoSuchKey"))
    }

    @Test func whatTheSinkThrowsComesOut() throws {
        try store.plant("b/k", [1])
        #expect(throws: StoreError.self) {
            try client.send(
                HTTPRequest("GET", store.url + "/b/k"),
                to: .stream(
                    start: { _ in
                        throw StoreError.missing(
                            LargeObject(id: .init(bytes: [UInt8](repeating: 0, count: 32))!, size: 1))
                    }, write: { _ in }))
        }
        try store.plant("b/empty", [])
        #expect(throws: CancelledSink.self) {
            try client.send(
                HTTPRequest("GET", store.url + "/b/empty"),
                to: .stream(start: { _ in throw CancelledSink() }, write: { _ in }))
        }
    }

    @Test func aCutOrDroppedAnswerIsTransient() throws {
        try store.plant("b/k", [UInt8](repeating: 7, count: 1000))
        for fault in ["cut", "drop"] {
            try store.rule(#"{"match": "/b/k", "fault": "\#(fault)", "times": 2}"#)
            let error = #expect(throws: HTTPError.self) { try client.send(HTTPRequest("GET", store.url + "/b/k")) }
            #expect(error?.isTransient == true)
            try store.rule(#"{"match": "/-/none"}"#)
            _ = try? client.send(HTTPRequest("GET", store.url + "/b/k"))
        }
    }

    @Test func nobodyThereIsTold() throws {
        let error = #expect(throws: HTTPError.self) { try client.send(HTTPRequest("GET", "http://127.0.0.1:1/x")) }
        #expect(error?.diagnostic.message == "cannot reach '127.0.0.1:1': nobody answers there")
    }

    @Test(arguments: ["ftp://127.0.0.1/x", "file:///etc/passwd", "x", "http://", "http://a b/"])
    func onlyHTTPIsSpoken(_ url: String) {
        #expect(throws: HTTPError.self) { try client.send(HTTPRequest("GET", url)) }
    }

    @Test func headersCannotBeSmuggled() {
        let request = HTTPRequest("GET", store.url + "/-/echo", headers: ["X-A": "1\r\nX-B: 2"])
        #expect(throws: HTTPError.self) { try client.send(request) }
    }

    @Test func redirectsToAnotherOriginLoseWhoIsAsking() throws {
        let other = try FaultyStore()
        for (target, keeps) in [(other.url, false), (store.url, true)] {
            let url = store.url + "/-/redirect?status=307&to=" + target + "/-/echo"
            let request = HTTPRequest(
                "POST", url, headers: ["Authorization": "Bearer x", "X-Amz-Security-Token": "t", "X-Kept": "1"],
                body: .bytes([5]))
            let seen = try echo(request)
            #expect(seen["method"].text == "POST")
            #expect(seen["length"] == .integer(1))
            #expect(seen["headers"]["x-kept"].text == "1")
            #expect((seen["headers"]["authorization"] != .null) == keeps)
            #expect((seen["headers"]["x-amz-security-token"] != .null) == keeps)
            let basic = HTTPRequest("GET", url, authorization: .basic(user: "u", password: "p"))
            #expect((try echo(basic)["headers"]["authorization"] != .null) == keeps)
        }
    }

    @Test func redirectsEnd() throws {
        let loop = store.url + "/-/redirect?to=/-/redirect%3Fto=x"
        var request = HTTPRequest("GET", store.url + "/-/redirect?to=../../-/echo")
        #expect(try client.send(request).isSuccess)
        request.redirectLimit = 0
        #expect(try client.send(request).status == 302)
        request.url = loop
        request.redirectLimit = 1
        _ = try? client.send(request)
        let error = #expect(throws: HTTPError.self) {
            try client.send(HTTPRequest("GET", store.url + "/-/redirect?to=ftp://x/"))
        }
        #expect(error?.kind == .badRedirect)
    }

    @Test func httpsIsNotLeftForHTTP() throws {
        let request = HTTPRequest("GET", "https://example.invalid/x", headers: ["Authorization": "x"])
        let next = try HTTPClient.following("https://example.invalid:444/y", request, status: 302)
        #expect(next.headers["authorization"] == nil)
        let see = try HTTPClient.following(
            "https://example.invalid/y", HTTPRequest("POST", "https://example.invalid/"), status: 303)
        #expect(see.method == "GET")
    }

    @Test func gitsConfigurationCounts() throws {
        let listing =
            "http.extraheader\nX-All: 1\0http.\(store.url)/-/.extraheader\nX-Here: 2\0http.https://other/.extraheader\nX-Not: 3\0"
        let client = HTTPClient(HTTPSettings(config: GitConfig(listing: Array(listing.utf8)), userAgent: "agent/1"))
        var request = HTTPRequest("GET", store.url + "/-/echo")
        var seen = try JSONValue.parse(client.send(request).body)
        #expect(seen["headers"]["x-here"] == .null)
        #expect(seen["headers"]["user-agent"].text == "agent/1")
        request.carriesGitHeaders = true
        seen = try JSONValue.parse(client.send(request).body)
        #expect(seen["headers"]["x-here"].text == "2")
        #expect(seen["headers"]["x-all"] == .null)
        #expect(seen["headers"]["x-not"] == .null)
    }

    @Test func settingsMatchAsGitMatches() throws {
        let listing = """
            http.sslverify\ntrue\0http.https://*.example.com.sslverify\nfalse\0http.https://a.example.com/x.proxy\np\0\
            http.proxy\nall\0http.https://example.com:8443.sslcainfo\n~/ca\0
            """
        let settings = HTTPSettings(config: GitConfig(listing: Array(listing.utf8)), home: "/h")
        func options(_ url: String) throws -> HTTPSettings.Options {
            settings.options(for: try #require(HTTPAddress(url)))
        }
        #expect(try options("https://a.example.com/").verifiesPeer == false)
        #expect(try options("https://a.b.example.com/").verifiesPeer)
        #expect(try options("http://a.example.com/").verifiesPeer)
        #expect(try options("https://a.example.com/x/y").proxy == "p")
        #expect(try options("https://a.example.com/xy").proxy == "all")
        #expect(try options("https://example.com:8443/").authorityFile == "/h/ca")
        #expect(try options("https://example.com/").authorityFile == nil)
    }

    @Test func manyThreadsShareAClient() async throws {
        try store.plant("b/k", [UInt8](repeating: 1, count: 100_000))
        let (client, url) = (client, store.url)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<16 {
                group.addTask { try client.send(HTTPRequest("GET", url + "/b/k")).body.count }
            }
            for try await count in group { #expect(count == 100_000) }
        }
    }

    @Test func aCancelledRequestEnds() throws {
        let cancellation = HTTPCancellation()
        cancellation.cancel()
        var request = HTTPRequest("GET", store.url + "/-/echo")
        request.cancellation = cancellation
        let error = #expect(throws: HTTPError.self) { try client.send(request) }
        #expect(error?.kind == .cancelled)
    }

    @Test func datesAndWaitsAreRead() {
        #expect(HTTPDate.milliseconds("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777_000)
        #expect(HTTPDate.milliseconds("Sunday, 06-Nov-94 08:49:37 GMT") == nil)
        func wait(_ headers: HTTPHeaders) -> Int64? {
            HTTPResponse(status: 503, headers: headers, body: [], url: "").retryAfter
        }
        #expect(wait(["Retry-After": "2"]) == 2000)
        #expect(
            wait(["retry-after": "Sun, 06 Nov 1994 08:49:40 GMT", "Date": "Sun, 06 Nov 1994 08:49:37 GMT"]) == 3000)
        #expect(wait(["Retry-After": "soon"]) == nil)
    }

    @Test func addressesAreTakenApart() throws {
        let address = try #require(HTTPAddress("https://u%40x:p@Example.com/a%20b?q=1"))
        #expect(address.origin == "https://example.com:443")
        #expect(address.user == "u@x")
        #expect(address.shown == "https://example.com/a%20b")
        #expect(HTTPAddress("http://[::1]:80/")?.origin == "http://[::1]:80")
        #expect(HTTPAddress("http://a\nb/") == nil)
    }
}

private struct CancelledSink: Error {}

extension HTTPResponse {
    func expectSuccess() { #expect(isSuccess) }
}

/// Hands out bytes in small pieces.
private final class Feed: @unchecked Sendable {
    // SAFETY: one request reads from one thread.
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let piece = rest.prefix(min(1000, buffer.count))
        buffer.copyBytes(from: piece)
        rest = rest.dropFirst(piece.count)
        return piece.count
    }
}

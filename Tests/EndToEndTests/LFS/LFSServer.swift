import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport

/// lfs-server.py, which answers as Git LFS's documents say and keeps what does not fit them.
struct LFSServer {
    private let server: TestServer
    let folder: String

    init(in directory: TempDirectory, _ name: String = "server") throws {
        folder = directory.path(name)
        server = try TestServer(script: "Tests/EndToEndTests/LFS/lfs-server.py", [folder])
    }

    var host: String { "127.0.0.1:\(server.port)" }
    var url: String { "http://\(host)/repo.git/info/lfs" }

    /// Changes how the server behaves from now on.
    func set(_ switches: JSONObject) throws {
        try Files.write(JSONValue.object(switches).serialized(), to: folder + "/switches.json")
    }

    func violations() throws -> [String] { try lines("violations") }
    /// `METHOD PATH STATUS`
    func requests() throws -> [String] { try lines("requests") }
    func forgetRequests() throws { try Files.remove(folder + "/requests") }

    func bodies() throws -> [JSONValue] { try lines("bodies").map { try JSONValue.parse(Array($0.utf8)) } }

    /// The kind of each object that was put, by its name.
    func types() throws -> [String: String] {
        let words = try lines("types").map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
        return Dictionary(words.map { ($0[0], $0[1]) }) { $1 }
    }

    /// `OFFSET LENGTH` of each tus upload.
    func patches() throws -> [String] { try lines("patches") }

    func objects() throws -> [String] { try Files.list(folder + "/objects") }

    private func lines(_ name: String) throws -> [String] {
        (try Files.readIfPresent("\(folder)/\(name)")?.asText ?? "").split(separator: "\n").map(String.init)
    }
}

internal import Glibc
internal import MLOpsSystem

/// A server on the loopback. It ends with this value, or with the
/// process that holds it: its standard input ends then.
package final class TestServer: Sendable {
    package let port: Int
    private let input: Int32
    private let process: Int32

    /// `arguments`: `faulty`, `moto`, or `rclone FOLDER KEY SECRET`.
    package convenience init(_ arguments: String...) throws {
        try self.init(script: "Tests/MLOpsTransferTests/servers.py", arguments)
    }

    /// `script`: below the package's top; it prints its port and ends when its standard input does.
    package init(script: String, _ arguments: [String]) throws {
        let python = Peers.find("python3") ?? "python3"
        let script = TestEnvironment.packageRoot + "/" + script
        let child = try ChildProcess([python, script] + arguments, input: .pipe, output: .pipe)
        process = child.pid
        input = child.input!
        let output = Descriptor(adopting: child.output!, name: script)
        var line: [UInt8] = []
        let byte = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
        defer { byte.deallocate() }
        while try output.read(into: byte) == 1, byte[0] != 0x0a { line.append(byte[0]) }
        guard let port = Int(String(decoding: line, as: UTF8.self)) else {
            throw TestServerFailure(arguments: arguments)
        }
        self.port = port
    }

    deinit {
        close(input)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    /// `http://127.0.0.1:<port>`
    package var url: String { "http://127.0.0.1:\(port)" }
}

package struct TestServerFailure: Error, CustomStringConvertible {
    let arguments: [String]
    package var description: String {
        "a test server '\(arguments.joined(separator: " "))' did not start; \(Peers.missing("moto_server"))"
    }
}

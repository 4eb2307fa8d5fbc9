import Glibc
import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport

/// An sshd of one's own on the loopback, with keys that it made for itself. It ends with this value.
final class SSHMachine: Sendable {
    let port: Int
    private let folder: String
    private let process: Int32
    private let input: Int32

    init(in directory: TempDirectory) throws {
        folder = directory.path("machine")
        try Files.makeDirectories(folder + "/bin")
        for key in ["host", "user"] {
            try Shell.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(folder)/\(key)"], in: folder,
                environment: ["PATH": "/usr/bin:/bin"]
            ).check()
        }
        try Files.write(Files.read(folder + "/user.pub"), to: folder + "/authorized", mode: 0o600)
        port = try Self.freePort()
        try Files.write(Array(Self.configuration(folder, port).utf8), to: folder + "/config")
        // Where sshd keeps its privileges apart; made at boot elsewhere.
        if getuid() == 0 { try Files.makeDirectories("/run/sshd") }
        // The shell ends sshd when its own standard input does.
        let script = "/usr/sbin/sshd -D -e -f \"$1\" 2>\"$2\" & child=$!; cat >/dev/null; kill $child; wait $child"
        let child = try ChildProcess(
            ["sh", "-c", script, "sh", folder + "/config", folder + "/log"], input: .pipe, output: .discard,
            errors: .discard)
        process = child.pid
        input = child.input!
        try waitForAnswer()
    }

    deinit {
        close(input)
        var status: Int32 = 0
        waitpid(process, &status, 0)
    }

    /// For core.sshCommand.
    var command: String {
        "ssh -F none -i \(folder)/user -oStrictHostKeyChecking=no -oUserKnownHostsFile=/dev/null -oLogLevel=ERROR "
            + "-oIdentitiesOnly=yes"
    }

    /// Puts a shell script on the machine's PATH.
    func offer(_ name: String, _ script: String) throws {
        try Files.write(Array("#!/bin/sh\n\(script)\n".utf8), to: "\(folder)/bin/\(name)", mode: 0o755)
    }

    /// Puts git-lfs-transfer.py there.
    func offerTransfer() throws {
        let script = TestEnvironment.packageRoot + "/Tests/EndToEndTests/LFS/git-lfs-transfer.py"
        try offer("git-lfs-transfer", "LFS_TRANSFER_ROOT='\(folder)/transfer' exec python3 '\(script)' \"$@\"")
        try Files.makeDirectories(folder + "/transfer/objects")
    }

    /// What goes wrong from now on, and how often; see git-lfs-transfer.py.
    func setFaults(_ json: String) throws { try Files.write(Array(json.utf8), to: folder + "/transfer/faults") }

    func objects() throws -> [String] { try Files.list(folder + "/transfer/objects") }

    func violations() throws -> String { try Files.readIfPresent(folder + "/transfer/violations")?.asText ?? "" }

    func read(_ name: String) throws -> String { try Files.readIfPresent("\(folder)/\(name)")?.asText ?? "" }

    private static func configuration(_ folder: String, _ port: Int) -> String {
        """
        Port \(port)
        ListenAddress 127.0.0.1
        HostKey \(folder)/host
        AuthorizedKeysFile \(folder)/authorized
        PidFile none
        StrictModes no
        UsePAM no
        PasswordAuthentication no
        MaxSessions 100
        MaxStartups 100
        PermitRootLogin yes
        SetEnv PATH=\(folder)/bin:/usr/local/bin:/usr/bin:/bin HOME=\(folder)

        """
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        if !bound { throw SystemError.last("cannot bind", "loopback") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// ssh itself tries again until sshd takes connections.
    private func waitForAnswer() throws {
        try Shell.run(
            ["sh", "-c", "\(command) -oConnectionAttempts=30 -p \(port) 127.0.0.1 true"], in: folder,
            environment: ["PATH": "/usr/bin:/bin", "HOME": folder]
        ).check()
    }
}

import Glibc
import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Servers behind SSH, with Debian's sshd: tokens by `git-lfs-authenticate`, and everything by `git-lfs-transfer`.
@Suite struct LFSShellTests {
    let project: LFSProject
    let machine: SSHMachine

    init() throws {
        project = try LFSProject()
        machine = try SSHMachine(in: project.repository.directory)
        try project.repository.addBareRemote()
        let path = project.repository.directory.path("origin.git")
        try project.git("remote", "set-url", "origin", "ssh://127.0.0.1:\(machine.port)\(path)").check()
        try project.git("config", "core.sshCommand", machine.command).check()
        try project.commitFiles(4, of: 70_000)
    }

    @Test func authenticateSaysWhereTheServerIs() throws {
        let server = try LFSServer(in: project.repository.directory)
        try server.set(["bearer": "RemoteAuth from-ssh"])
        try machine.offer(
            "git-lfs-authenticate",
            """
            echo "$@" >> "$HOME/asked"
            printf '{"href":"\(server.url)","header":{"Authorization":"RemoteAuth from-ssh"},"expires_in":3600}'
            """)
        let push = try project.run(["git", "push", "-q", "origin", "main"], environment: ["GIT_TRACE": "1"]).check()
        #expect(push.errors.contains("git-lfs: run_command: "))
        #expect(try server.objects().count == 4)
        try project.removeObjects()
        try project.lfs("fetch").check()
        #expect(try LargeFileProject.storeIsSound(project.repository))
        #expect(try server.violations() == [])
        let asked = try machine.read("asked").split(separator: "\n")
        #expect(asked.first == "\(project.repository.directory.path("origin.git")) upload")
        // One question for each operation and command, however many requests follow.
        #expect(asked.count == 2)
    }

    @Test func aServerThatDoesNotKnowIsGuessed() throws {
        let result = try project.lfs("push", "origin", "main")
        // Nobody listens on the guessed address.
        #expect(result.code == 2)
        #expect(result.errors.contains("127.0.0.1"))
    }

    @Test func anyOtherFailureIsToldInItsOwnWords() throws {
        try machine.offer("git-lfs-authenticate", "echo 'you are not welcome' >&2; exit 1")
        let result = try project.lfs("push", "origin", "main")
        #expect(result.code == 2)
        #expect(result.errors.contains("you are not welcome"))
    }

    @Test func aServerThatFallsSilentIsOneSentence() throws {
        try machine.offer("git-lfs-transfer", "cat >/dev/null")
        try project.git("config", "lfs.activitytimeout", "1").check()
        let result = try project.lfs("push", "origin", "main")
        #expect(result.code == 2)
        #expect(result.errors.contains("git-lfs-transfer there has been silent for 1 seconds"))
    }

    /// `lfs.ssh.retries` counts connections, not what the other side says.
    @Test func connectionsAreTriedAgain() throws {
        let count = project.repository.directory.path("tries")
        let script = project.repository.directory.path("bin/broken-ssh")
        try Files.write(Array("#!/bin/sh\necho >> '\(count)'\nexit 255\n".utf8), to: script, mode: 0o755)
        try project.git("config", "core.sshCommand", script).check()
        try project.git("config", "ssh.variant", "ssh").check()
        try project.git("config", "lfs.sshtransfer", "never").check()
        try project.git("config", "lfs.ssh.retries", "2").check()
        #expect(try project.lfs("push", "origin", "main").code == 2)
        #expect(try Files.read(count).count == 2)
    }

    @Test func transferNeedsNoHTTP() throws {
        try machine.offerTransfer()
        try project.git("push", "-q", "origin", "main").check()
        #expect(try machine.objects().count == 4)
        try project.removeObjects()
        try project.lfs("fetch").check()
        #expect(try LargeFileProject.storeIsSound(project.repository))
        #expect(try machine.violations() == "")
        try project.git("push", "-q", "origin", "main").check()
    }

    /// Dropped connections, spoiled and cut off bodies, a server without time.
    @Test func whatPassesIsTriedAgain() throws {
        try machine.offerTransfer()
        try machine.setFaults(#"{"deaf": 2}"#)
        try project.lfs("push", "origin", "main").check()
        #expect(try machine.objects().count == 4)
        try project.removeObjects()
        try machine.setFaults(#"{"cut": 2, "flip": 2, "busy": 2}"#)
        try project.lfs("fetch").check()
        #expect(try LargeFileProject.storeIsSound(project.repository))
        #expect(try machine.violations() == "")
    }

    @Test func transferCanBeForbiddenOrRequired() throws {
        try machine.offerTransfer()
        try project.git("config", "lfs.sshtransfer", "never").check()
        #expect(try project.lfs("push", "origin", "main").code == 2)
        #expect(try machine.objects().isEmpty)
        try project.git("config", "lfs.sshtransfer", "always").check()
        try project.lfs("push", "origin", "main").check()
        #expect(try machine.objects().count == 4)
    }

    @Test func transferLocksFiles() throws {
        try machine.offerTransfer()
        try project.lfs("push", "origin", "main").check()
        #expect(try project.lfs("lock", "1.bin").check().output == "Locked 1.bin")
        #expect(try project.lfs("lock", "1.bin").code == 2)
        #expect(try project.lfs("locks").check().output == "1.bin\tme\tID:L1")
        #expect(try project.lfs("locks", "--verify").check().output == "O 1.bin\tme\tID:L1")
        #expect(try project.lfs("unlock", "1.bin").check().output == "Unlocked 1.bin")
        #expect(try project.lfs("locks").check().output == "")
        #expect(try machine.violations() == "")
    }

    @Test func hostsThatLookLikeOptionsAreHosts() throws {
        try project.git("remote", "set-url", "origin", "ssh://-oProxyCommand=touch%20pwned/x").check()
        try project.git("config", "lfs.url", "ssh://-oProxyCommand=touch pwned/x").check()
        _ = try project.lfs("push", "origin", "main")
        #expect(!Files.exists(project.repository.path("pwned")))
    }
}

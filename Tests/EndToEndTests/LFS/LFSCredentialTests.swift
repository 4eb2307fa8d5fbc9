import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Who is asking: what git's helpers know, and nothing to anybody else.
@Suite struct LFSCredentialTests {
    let project: LFSProject
    let server: LFSServer

    init() throws {
        (project, server) = try LFSProject.served(files: 2, of: 40_000, ["users": ["ada": "secret word"]])
    }

    /// A helper that keeps what it is told and answers with this.
    func useHelper(_ answer: String) throws {
        let log = project.repository.directory.path("asked")
        let script =
            "#!/bin/sh\necho \"-- $1\" >> '\(log)'\ncat >> '\(log)'\n[ \"$1\" = get ] && printf '\(answer)'\nexit 0\n"
        let path = project.repository.directory.path("bin/git-credential-test")
        try Files.write(Array(script.utf8), to: path, mode: 0o755)
        try project.git("config", "credential.helper", path).check()
    }

    func asked() throws -> String {
        try Files.readIfPresent(project.repository.directory.path("asked"))?.asText ?? ""
    }

    @Test func helpersAreAskedOnceAndToldThatItWorked() throws {
        try useHelper("username=ada\\npassword=secret word\\n")
        try project.lfs("push", "origin", "main").check()
        let text = try asked()
        #expect(text.components("-- get").count == 2 && text.components("-- store").count == 2)
        #expect(text.contains("protocol=http\nhost=\(server.host)\n"))
        #expect(!text.contains("path="))
        #expect(try server.violations() == [])
        #expect(try project.git("config", "--local", "lfs.\(server.url).access").output == "basic")
        // Known now: the first request has them already.
        try project.removeObjects()
        try server.forgetRequests()
        try project.lfs("fetch").check()
        #expect(try server.requests().allSatisfy { !$0.hasSuffix(" 401") })
    }

    @Test func wrongOnesAreForgotten() throws {
        try useHelper("username=ada\\npassword=wrong\\n")
        let result = try project.lfs("push", "origin", "main")
        #expect(result.code == 2 && result.errors.contains("Credentials needed"))
        #expect(result.errors.contains(" 42"))
        #expect(result.output == "Uploading LFS objects:   0% (0/2), 0 B | 0 B/s")
        #expect(try asked().contains("-- erase"))
        #expect(try !asked().contains("-- store"))
    }

    @Test func theURLMayHoldThem() throws {
        try project.git("config", "lfs.url", "http://ada:secret%20word@\(server.host)/repo.git/info/lfs").check()
        try project.lfs("push", "origin", "main").check()
        let shown = try project.lfs("env").output
        #expect(
            !(try project.git("config", "--local", "--list").output.contains(
                "secret%20word@\(server.host)/repo.git/info/lfs.access")))
        #expect(shown.contains("Endpoint="))
    }

    @Test func netrcComesBeforeHelpers() throws {
        try useHelper("username=ada\\npassword=wrong\\n")
        let text = "machine other login x password y\nmachine 127.0.0.1\n  login ada password \"secret word\"\n"
        // Words are parted by blanks, so this one cannot hold its password.
        try Files.write(Array(text.utf8), to: project.repository.directory.path("home/.netrc"))
        try server.set(["users": ["ada": "secret"]])
        try Files.write(
            Array("machine 127.0.0.1 login ada password secret\n".utf8),
            to: project.repository.directory.path("home/.netrc"))
        try project.lfs("push", "origin", "main").check()
        let trace = try project.run(["git", "lfs", "fetch", "--all", "--refetch"], environment: ["GIT_TRACE": "1"])
        #expect(trace.errors.contains("netrc: git credential fill (\"http\", \"\(server.host)\", \"ada\", \"\")"))
        // They are told nothing of it either.
        #expect(try asked().isEmpty)
    }

    /// The server says where objects are; where that is on the same machine, the same credentials go.
    @Test func thoseOfTheURLServeObjectsToo() throws {
        try useHelper("username=ada\\npassword=wrong\\n")
        try server.set(["storage_auth": true])
        try project.git("config", "lfs.url", "http://ada:secret%20word@\(server.host)/repo.git/info/lfs").check()
        try project.lfs("push", "origin", "main").check()
        #expect(try server.objects().count == 2 && asked().isEmpty)
    }

    @Test func traceTellsWhoIsAsked() throws {
        let program = project.repository.directory.path("bin/askpass")
        let script = "#!/bin/sh\ncase $1 in User*) echo ada;; *) echo 'secret word';; esac\n"
        try Files.write(Array(script.utf8), to: program, mode: 0o755)
        let environment = ["GIT_TRACE": "1", "GIT_ASKPASS": program]
        let trace = try project.run(["git", "lfs", "push", "origin", "main"], environment: environment).check().errors
        #expect(trace.contains("creds: filling with GIT_ASKPASS: \(program) Username for \"http://\(server.host)\""))
        #expect(trace.contains("\(program) Password for \"http://ada@\(server.host)\""))
        #expect(!trace.contains("secret word"))
    }

    @Test func extraHeadersAreEnough() throws {
        try useHelper("username=ada\\npassword=wrong\\n")
        try server.set(["bearer": "Bearer token-of-ci"])
        try project.git("config", "http.\("http://" + server.host).extraHeader", "Authorization: Bearer token-of-ci")
            .check()
        try project.lfs("push", "origin", "main").check()
        #expect(try asked().isEmpty)
        #expect(try server.violations() == [])
    }

    @Test func pathsAreToldOnlyWhenWanted() throws {
        try useHelper("username=ada\\npassword=secret word\\n")
        try project.git("config", "credential.useHttpPath", "true").check()
        try project.lfs("push", "origin", "main").check()
        #expect(try asked().contains("path=repo.git\n"))
    }

    @Test func objectsMayNeedThemToo() throws {
        try server.set(["storage_auth": true])
        try useHelper("username=ada\\npassword=secret word\\n")
        try project.lfs("push", "origin", "main").check()
        try project.removeObjects()
        try project.lfs("fetch").check()
        #expect(try asked().components("-- get").count <= 3)
        #expect(try server.violations() == [])
    }

    @Test func noneGoToAnotherHost() throws {
        // Another port is another server.
        let storage = try LFSServer(in: project.repository.directory, "storage")
        try storage.set(["storage_auth": true, "users": ["someone": "else"]])
        try server.set(["storage_auth": true, "storage_base": .string("http://\(storage.host)")])
        try useHelper("username=ada\\npassword=secret word\\n")
        let result = try project.lfs("push", "origin", "main")
        #expect(result.code == 2)
        // The other server's own question was put to the user's helper, by its own name.
        #expect(try asked().contains("host=\(storage.host)\n"))
    }

    @Test func lineBreaksDoNotReachHelpers() throws {
        try useHelper("username=ada\\npassword=secret word\\n")
        try project.git("config", "lfs.url", "http://ada%0ahost=evil@\(server.host)/repo.git/info/lfs").check()
        let result = try project.lfs("push", "origin", "main")
        #expect(result.code == 2)
        #expect(try !asked().contains("evil"))
    }
}

extension String {
    fileprivate func components(_ separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}

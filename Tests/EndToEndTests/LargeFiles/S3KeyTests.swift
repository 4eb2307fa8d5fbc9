import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Keys for S3 from git's credential helpers, against a server that checks signatures.
@Suite struct S3KeyTests {
    let project: LargeFileProject
    let server: TestServer
    let asked: String

    init() throws {
        project = try LargeFileProject()
        let folder = project.repository.directory
        try Files.makeDirectories(folder.path("served/models"))
        server = try TestServer("rclone", folder.path("served"), "KEY", "SECRET")
        asked = folder.path("asked")
        try project.repository.write("a.bin", LargeFileProject.content(5000))
        try project.repository.commit("one")
    }

    func useHelper(secret: String = "SECRET") throws {
        let script =
            "#!/bin/sh\necho \"-- $1\" >> '\(asked)'\ncat >> '\(asked)'\n"
            + "[ \"$1\" = get ] && printf 'username=KEY\\npassword=\(secret)\\n'\nexit 0\n"
        let path = project.repository.directory.path("helper")
        try Files.write(Array(script.utf8), to: path, mode: 0o755)
        try project.repository.git("config", "credential.helper", path).check()
    }

    func addRemote(_ options: String...) throws {
        let words = ["git", "mlops", "remote", "add", "--default"] + options
        try project.repository.run(words + ["team", "s3://models/a", "--endpoint", server.url]).check()
    }

    func log() throws -> String { try Files.readIfPresent(asked)?.asText ?? "" }

    @Test func helpersAreAskedForTheServerAndToldThatItWorked() throws {
        try useHelper()
        try addRemote()
        try project.repository.mlops("push").check()
        #expect(try log().contains("-- get\nprotocol=http\nhost=127.0.0.1:\(server.port)\n"))
        #expect(try log().contains("-- store\n") && !log().contains("-- erase"))
        #expect(try !log().contains("path="))
        try Files.removeTree(project.repository.path(".git/lfs/objects"))
        try project.repository.mlops("fetch").check()
        #expect(try LargeFileProject.storeIsSound(project.repository))
        let test = try project.repository.mlops("remote", "test").check()
        #expect(test.output.contains("delete"))
    }

    @Test func wrongKeysAreForgotten() throws {
        try useHelper(secret: "WRONG")
        try addRemote()
        let result = try project.repository.mlops("push")
        #expect(result.code != 0 && result.errors.contains("does not accept the credentials"))
        #expect(try log().contains("-- erase\n") && !log().contains("-- store"))
    }

    @Test func theToolsOwnPlacesComeFirst() throws {
        try useHelper(secret: "WRONG")
        try addRemote()
        let keys = ["AWS_ACCESS_KEY_ID": "KEY", "AWS_SECRET_ACCESS_KEY": "SECRET"]
        try project.repository.run(["git", "mlops", "push"], environment: keys).check()
        #expect(try log() == "")
    }

    /// A server that only the repository names gets nothing before it is trusted.
    @Test func aSharedServerIsTrustedFirst() throws {
        try useHelper()
        try addRemote("--shared")
        try project.repository.git("config", "--unset-all", "mlops.team.trusted").check()
        let result = try project.repository.mlops("push")
        #expect(result.code != 0 && result.errors.contains("if you trust it"))
        #expect(try log() == "")
        try project.repository.git("config", "mlops.team.trusted", server.url).check()
        try project.repository.mlops("push").check()
    }
}

import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsTransfer

@Suite struct AWSSettingsTests {
    let folder = TempDirectory()

    init() throws {
        try folder.write(
            ".aws/credentials",
            """
            # made by hand
            [default]
            aws_access_key_id = DEFAULT
            aws_secret_access_key=default-secret   # of old

            [work]
            aws_access_key_id=WORK
            aws_secret_access_key=work/secret+=
            aws_session_token = token
            """)
        try folder.write(
            ".aws/config",
            """
            [default]
            region = eu-central-1
            [profile work]
            region=eu-west-1
            endpoint_url = https://minio.example:9000
            s3 =
                addressing_style = virtual
            [profile other]
            services = mine
            aws_access_key_id = OTHER
            aws_secret_access_key = other
            [services mine]
            s3 =
              endpoint_url = http://127.0.0.1:9
            [profile process]
            credential_process = "./give keys" 'with space'
            [profile sso]
            sso_session = corp
            [profile role]
            role_arn = arn:aws:iam::1:role/x
            source_profile = default
            """)
    }

    func settings(_ environment: [String: String] = [:], profile: String? = nil) -> AWSSettings {
        AWSSettings(environment: ["HOME": folder.path].merging(environment) { $1 }, profile: profile) {
            LocalFiles.read($0)
        }
    }

    func find(_ environment: [String: String] = [:], profile: String? = nil) throws -> AWSCredentials {
        let quiet = ["AWS_EC2_METADATA_DISABLED": "true", "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        return try AWSCredentialChain(settings: settings(quiet, profile: profile), client: HTTPClient()).find()
    }

    @Test func theEnvironmentComesFirst() throws {
        let keys = ["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"]
        #expect(try find(keys) == AWSCredentials(accessKey: "E", secretKey: "s", sessionToken: "t"))
        #expect(try find(["AWS_ACCESS_KEY_ID": "E"]).accessKey == "DEFAULT")
        #expect(try find(["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""]).accessKey == "DEFAULT")
    }

    @Test func profilesAreFound() throws {
        #expect(
            try find() == AWSCredentials(accessKey: "DEFAULT", secretKey: "default-secret", sessionToken: nil))
        let work = AWSCredentials(accessKey: "WORK", secretKey: "work/secret+=", sessionToken: "token")
        #expect(try find(["AWS_PROFILE": "work"]) == work)
        #expect(try find(["AWS_PROFILE": "other"], profile: "work") == work)
        #expect(try find(profile: "other").accessKey == "OTHER")
        try folder.write("elsewhere", "[default]\naws_access_key_id=X\naws_secret_access_key=y\n")
        #expect(try find(["AWS_SHARED_CREDENTIALS_FILE": folder.path("elsewhere")]).accessKey == "X")
    }

    @Test func regionsAndEndpointsAreFound() {
        #expect(settings().region == "eu-central-1")
        #expect(settings(["AWS_REGION": "a", "AWS_DEFAULT_REGION": "b"]).region == "a")
        #expect(settings(profile: "work").region == "eu-west-1")
        #expect(settings(profile: "work").endpoint == "https://minio.example:9000")
        #expect(settings(profile: "work").pathStyle == false)
        #expect(settings(profile: "other").endpoint == "http://127.0.0.1:9")
        #expect(settings(["AWS_ENDPOINT_URL": "u"], profile: "other").endpoint == "u")
        #expect(settings(["AWS_ENDPOINT_URL": "u", "AWS_ENDPOINT_URL_S3": "s"]).endpoint == "s")
        #expect(settings(["AWS_ENDPOINT_URL": "u", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"]).endpoint == nil)
    }

    @Test func aProcessGivesKeys() throws {
        let script =
            "#!/bin/sh\n[ \"$1\" = 'with space' ] && printf '{\"Version\":1,\"AccessKeyId\":\"P\",\"SecretAccessKey\":\"q\",\"SessionToken\":\"r\"}'\n"
        try folder.write("give keys", script, mode: 0o755)
        try folder.write(
            ".aws/config", "[profile process]\ncredential_process = \"\(folder.path("give keys"))\" 'with space'\n")
        #expect(
            try find(profile: "process") == AWSCredentials(accessKey: "P", secretKey: "q", sessionToken: "r"))
        try folder.write("give keys", "#!/bin/sh\nexit 3\n", mode: 0o755)
        let error = #expect(throws: Diagnostic.self) { try find(profile: "process") }
        #expect(
            error?.message
                == "cannot get AWS credentials from the credential_process of profile 'process': it ended with 3")
    }

    @Test func whatIsNotServedIsSaid() throws {
        let sso = #expect(throws: Diagnostic.self) { try find(profile: "sso") }
        #expect(sso?.message == "cannot use AWS profile 'sso' by itself: it gets its keys through SSO")
        #expect(sso?.hints == ["eval \"$(aws configure export-credentials --profile sso --format env)\""])
        let role = #expect(throws: Diagnostic.self) { try find(profile: "role") }
        #expect(role?.message.hasSuffix("through a role") == true)
        let absent = #expect(throws: Diagnostic.self) { try find(profile: "nobody") }
        #expect(absent?.message == "cannot find AWS profile 'nobody'")
        let none = #expect(throws: Diagnostic.self) { try find(["HOME": "/nonexistent"]) }
        #expect(none?.message == "cannot find AWS credentials")
    }

    @Test func aContainersServiceGivesKeys() throws {
        let store = try FaultyStore()
        try store.rule(
            #"{"match": "/creds", "status": 200, "body": "{\"AccessKeyId\":\"C\",\"SecretAccessKey\":\"d\",\"Token\":\"t\"}"}"#
        )
        let keys = try find([
            "HOME": "/nonexistent", "AWS_CONTAINER_CREDENTIALS_FULL_URI": store.url + "/creds",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "secret",
        ])
        #expect(keys == AWSCredentials(accessKey: "C", secretKey: "d", sessionToken: "t"))
        #expect(try store.log().first?["headers"]["Authorization"].text == "secret")
    }

    @Test func aMachinesServiceGivesKeys() throws {
        let store = try FaultyStore()
        try store.rule(#"{"method": "PUT", "match": "/latest/api/token", "status": 200, "body": "T"}"#)
        try store.rule(
            #"{"match": "security-credentials/role", "status": 200, "body": "{\"AccessKeyId\":\"M\",\"SecretAccessKey\":\"d\",\"Token\":\"t\"}"}"#
        )
        try store.rule(#"{"match": "security-credentials/", "status": 200, "body": "role\n"}"#)
        let keys = try find([
            "HOME": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "", "AWS_EC2_METADATA_SERVICE_ENDPOINT": store.url,
        ])
        #expect(keys.accessKey == "M")
    }

    @Test func keysThatRanOutAreAskedForAgain() throws {
        let stand = try S3Stand("faulty", prefix: "p")
        let store = try FaultyStore(stand.server)
        try folder.write(
            "give",
            "#!/bin/sh\necho x >>\(folder.path("calls"))\nprintf '{\"AccessKeyId\":\"P\",\"SecretAccessKey\":\"q\"}'\n",
            mode: 0o755)
        try folder.write(".aws/config", "[profile process]\ncredential_process = \(folder.path("give"))\n")
        try store.rule(#"{"status": 400, "body": "<Error><Code>ExpiredToken</Code></Error>"}"#)
        let remote = try stand.remote(
            environment: ["HOME": folder.path, "PATH": "/usr/bin:/bin"], change: { $0.profile = "process" })
        let objects = try stand.insert(3)
        #expect(
            try outcomes { try remote.upload(objects, from: stand.local, told: $0) }.values.allSatisfy {
                $0 == .transferred
            })
        let calls = try folder.read("calls").split(separator: "\n").count
        #expect(calls == 2)
    }
}

import MLOpsCore
import MLOpsGit
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsTransfer

@Suite struct S3LocationTests {
    @Test func urlsAreRead() throws {
        let plain = try S3Location("s3://models")
        #expect(plain.bucket == "models" && plain.prefix == "" && plain.endpoint == nil)
        let full = try S3Location(
            "s3://my.bucket/a//b c/?endpoint=https%3A%2F%2FMinio%3A9000&region=eu-west-1&path_style=true&profile=p")
        #expect(full.prefix == "a/b c/")
        #expect(full.endpoint == "https://minio:9000")
        #expect(full.region == "eu-west-1" && full.pathStyle == true && full.profile == "p")
        #expect(try S3Location("s3://b?endpoint=host").endpoint == "https://host")
        #expect(try S3Location("s3://b?endpoint=http://h:80/").endpoint == "http://h")
    }

    @Test(arguments: [
        "s3://", "s3:///x", "s3://a b", "s3://b/../x", "s3://b?endpoint=ftp://x", "s3://b?endpoint=https://u:p@x",
        "s3://b?endpoint=https://x/path", "s3://b?region=EU/west", "s3://b?key=x", "s3://b?secret", "s3://-b",
        "s3://b?endpoint=%zz",
    ])
    func whatMakesNoSenseIsRefused(_ url: String) {
        #expect(throws: Diagnostic.self) { try S3Location(url) }
    }

    @Test func requestsGoWhereTheyBelong() throws {
        func target(_ url: String, _ environment: [String: String] = [:]) throws -> String {
            let keys = ["AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"]
            let settings = AWSSettings(environment: keys.merging(environment) { $1 }, profile: nil) { _ in nil }
            let client = try S3Client(try S3Location(url), settings: settings, http: HTTPClient(), now: { 0 })
            return try client.request(.init(method: "GET", key: "a b/ü")).url
        }
        #expect(try target("s3://models") == "https://models.s3.us-east-1.amazonaws.com/a%20b/%C3%BC")
        #expect(
            try target("s3://my.models?region=eu-west-1") == "https://s3.eu-west-1.amazonaws.com/my.models/a%20b/%C3%BC"
        )
        #expect(
            try target("s3://m?region=cn-north-1&path_style=1")
                == "https://s3.cn-north-1.amazonaws.com.cn/m/a%20b/%C3%BC")
        #expect(try target("s3://m", ["AWS_ENDPOINT_URL": "http://h:9000"]) == "http://h:9000/m/a%20b/%C3%BC")
        #expect(try target("s3://m?endpoint=https://h&path_style=false") == "https://m.h/a%20b/%C3%BC")
    }

    @Test func xmlIsReadStrictly() {
        func parse(_ text: String) -> XMLElement? { XMLElement.parse(Array(text.utf8)) }
        let list = parse(
            "<?xml version='1.0'?>\n<!-- x --><a xmlns=\"u\"><b>1 &amp; &#x32;</b><n:c/><b><![CDATA[<3>]]></b></a>\n")
        #expect(list?.all("b").map(\.text) == ["1 & 2", "<3>"])
        #expect(list?["c"] == XMLElement(name: "c"))
        for wrong in [
            "", "<a>", "<a></b>", "<a/><b/>", "x<a/>", "<!DOCTYPE a><a/>", "<a>&x;</a>", "<a b=c/>", "<a>&#0;</a>",
            "<a",
            "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
            String(repeating: "<a>", count: 20) + String(repeating: "</a>", count: 20),
        ] {
            #expect(parse(wrong) == nil, "\(wrong)")
        }
    }

    @Test func xmlSurvivesAnything() {
        let seed = Array("<a x='1'><b>&lt;t</b><!-- c --><c/></a>".utf8)
        var random = SeededGenerator(seed: 7)
        for _ in 0..<5000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
            }
            _ = XMLElement.parse(bytes)
            _ = XMLElement.parse(Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random))))
        }
    }

    @Test func partsFitTheServer() {
        let sizes = S3PartSizes()
        for size: Int64 in [65 << 20, 1 << 30, 300 << 30, 5 << 40] {
            let part = sizes.partSize(for: size)
            let parts = sizes.parts(of: size, partSize: part)
            #expect(parts.count <= 10_000 && part >= 32 << 20 && part % (1 << 20) == 0)
            #expect(parts.reduce(0) { $0 + $1.count } == size)
        }
    }

    @Test func shellWordsAreSplit() {
        #expect(ShellWords.split(#"a 'b c' "d\"e"\ f"#) == ["a", "b c", "d\"e f"])
        #expect(ShellWords.split("a 'b") == nil)
        #expect(ShellWords.split("$(x) `y`") == ["$(x)", "`y`"])
    }
}

/// What a repository may say about where the user's credentials go.
@Suite struct RemoteTrustTests {
    let repository: TempRepository

    init() throws {
        repository = try TempRepository()
    }

    func remote(_ config: String, _ environment: [String: String] = [:]) throws -> any ObjectRemote {
        try repository.write(".mlopsconfig", config)
        var context = TestContext.make(repository)
        context.environment.merge(environment) { $1 }
        return try RemoteResolver(Repository.open(context)).remote()
    }

    @Test func aServerOfTheFilesChoiceGetsNothingUnasked() throws {
        let config = "[remote \"team\"]\n url = s3://b/p\n endpoint = https://evil.example\n"
        let error = #expect(throws: Diagnostic.self) { try remote(config) }
        #expect(
            error?.message
                == "cannot use remote 'team' yet: .mlopsconfig names it, and it would send your AWS credentials to 'https://evil.example'"
        )
        #expect(error?.hints == ["if you trust it: git config mlops.team.trusted 'https://evil.example'"])
        try repository.git("config", "mlops.team.trusted", "https://evil.example").check()
        #expect(try remote(config).name == "team")
        // Another one needs trust of its own.
        #expect(throws: Diagnostic.self) { try remote(config.replacing("evil.example", with: "worse.example")) }
        #expect(throws: Diagnostic.self) { try remote(config.replacing("https://evil", with: "http://evil")) }
        #expect(throws: Diagnostic.self) { try remote("[remote \"team\"]\n url = s3://b?endpoint=worse.example\n") }
    }

    @Test func aBucketOfTheFilesChoiceIsAskedAsAFetchAsksAHost() throws {
        #expect(try remote("[remote \"team\"]\n url = s3://b/p\n region = eu-west-1\n").name == "team")
        #expect(try remote("[remote \"team\"]\n url = s3://b?anonymous=true&endpoint=h\n").name == "team")
        #expect(throws: Diagnostic.self) { try remote("[remote \"team\"]\n url = s3://b?profile=admin\n") }
    }

    @Test func rcloneRemotesAreTheUsersOwn() throws {
        let config = "[remote \"team\"]\n url = rclone:drive:folder\n"
        #expect(throws: Diagnostic.self) { try remote(config) }
        try repository.git("config", "mlops.team.trusted", "rclone:drive:folder").check()
        #expect(try remote(config).name == "team")
        #expect(throws: Diagnostic.self) {
            try remote("[remote \"team\"]\n url = \"rclone::sftp,ssh='touch x':folder\"\n")
        }
    }

    @Test func otherKeysAreNotRead() throws {
        let config =
            "[remote \"team\"]\n url = s3://b\n profile = admin\n trusted = https://evil\n endpoint = https://evil\n"
        #expect(throws: Diagnostic.self) { try remote(config) }
    }

    @Test func whoAddsARemoteTrustsIt() throws {
        let opened = try Repository.open(TestContext.make(repository))
        let place = RemoteEditor.Place(url: "s3://b/p", endpoint: "minio:9000", region: "eu-west-1", pathStyle: true)
        try RemoteEditor(opened).add("team", place, asDefault: true, shared: true)
        let again = try Repository.open(TestContext.make(repository))
        #expect(try RemoteResolver(again).remote().name == "team")
        let known = try #require(try RemoteSettings(of: again)["team"])
        #expect(known.trusted == "https://minio:9000" && known.region == "eu-west-1" && known.pathStyle == true)
        #expect(throws: Diagnostic.self) {
            try RemoteEditor(again).add("bad", .init(url: "s3://b?key=1"), asDefault: false, shared: false)
        }
        #expect(throws: Diagnostic.self) {
            try RemoteEditor(again).add("bad", .init(url: "gopher://x"), asDefault: false, shared: false)
        }
    }

    @Test func aServersOpenerIsAsked() throws {
        #expect(throws: Diagnostic.self) { try remote("[remote \"team\"]\n url = https://lfs.example/x\n") }
    }
}

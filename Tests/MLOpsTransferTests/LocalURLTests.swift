import Testing

@testable import MLOpsTransfer

@Suite struct LocalURLTests {
    @Test(arguments: [
        ("/a/b", "/a/b"), ("../x.git", "../x.git"), ("file:///a%20b/c", "/a b/c"), ("file:///a%zz", "/a%zz"),
        ("./a:b", "./a:b"), ("x", "x"),
    ])
    func pathsAreOfThisMachine(_ url: String, _ path: String) {
        #expect(LocalURL.path(url) == path)
    }

    @Test(arguments: [
        "https://example.com/x", "git@example.com:x.git", "host:path", "ssh://h/x", "s3://b", "", "-x", "ext::sh -c x",
    ])
    func theRestIsNot(_ url: String) {
        #expect(LocalURL.path(url) == nil)
    }
}

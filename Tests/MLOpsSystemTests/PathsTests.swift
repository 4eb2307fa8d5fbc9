import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct PathsTests {
    @Test(arguments: [
        ("", "."), (".", "."), ("/", "/"), ("//", "/"), ("a//b/./c", "a/b/c"), ("a/../b", "b"), ("a/..", "."),
        ("../a", "../a"), ("a/../../b", "../b"), ("/..", "/"), ("/../a", "/a"), ("/a/../../b", "/b"), ("a/", "a"),
        ("...", "..."), ("/a/\u{301}b/../c", "/a/c"), ("x/\u{301}/../y", "x/y"),
    ])
    func normalizes(path: String, expected: String) {
        #expect(Paths.normalize(path) == expected)
    }

    @Test(arguments: [
        ("/a/b", "/a"), ("/a", "/"), ("/", "/"), ("a", "."), ("a/b", "a"), ("a/b/", "a"), ("a/b//", "a"), ("a//b", "a"),
        ("//a", "/"), ("a//", "."), ("/\u{301}x", "/"),
    ])
    func findsTheParent(path: String, expected: String) {
        #expect(Paths.parent(path) == expected)
    }

    @Test(
        arguments: [
            ("/a/b", "/a", "b"), ("/a", "/a", ""), ("/a/", "/a", ""), ("/ab", "/a", nil), ("/a", "/", "a"),
            ("/", "/", ""),
            ("/a/../b", "/a", nil), ("/a/b/../c", "/a/", "c"), ("/caf\u{e9}/x", "/cafe\u{301}", nil),
            ("/a/\u{301}b", "/a", "\u{301}b"),
        ] as [(String, String, String?)])
    func findsTheRelativePath(path: String, folder: String, expected: String?) {
        #expect(Paths.relative(path, to: folder) == expected)
    }

    @Test func joins() {
        #expect(Paths.join("a", "b") == "a/b")
        #expect(Paths.join("a/", "b") == "a/b")
        #expect(Paths.join("a", "/b") == "/b")
        #expect(Paths.join("", "b") == "b")
        #expect(Paths.join("a", "") == "a")
        #expect(Paths.join("a", "/\u{301}b") == "/\u{301}b")
        #expect(Paths.absolute("../b", in: "/x/y") == "/x/b")
        #expect(Paths.name("/a/b") == "b")
        #expect(Paths.name("b") == "b")
    }

    /// Normal paths stay, joining with a relative path stays inside unless the path climbs, and both agree.
    @Test func keepsItsPromisesOnRandomPaths() {
        var random = SeededGenerator(seed: 7)
        let parts = ["a", "b", "..", ".", "", "\u{301}", "é"]
        for _ in 0..<2000 {
            let count = Int.random(in: 0...6, using: &random)
            let path = (0..<count).map { _ in parts.randomElement(using: &random)! }.joined(separator: "/")
            let normal = Paths.normalize(path)
            #expect(Paths.normalize(normal) == normal)
            let absolute = Paths.absolute("./" + path, in: "/root/top")
            #expect(!absolute.utf8.split(separator: UInt8(ascii: "/")).contains { Substring($0) == ".." })
            if let inside = Paths.relative(absolute, to: "/root/top") {
                #expect(Paths.absolute(inside, in: "/root/top") == absolute)
            }
        }
    }
}

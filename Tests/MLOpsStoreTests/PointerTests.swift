import MLOpsCore
import MLOpsStore
import MLOpsTestSupport
import Testing

@Suite struct PointerTests {
    static let hex = String(repeating: "0123456789abcdef", count: 4)
    static let canonical = "version https://git-lfs.github.com/spec/v1\noid sha256:\(hex)\nsize 12345\n"

    func parse(_ text: String) -> Pointer.Parsed? { Pointer.parse(Array(text.utf8)) }

    @Test func readsTheCanonicalSpelling() throws {
        let parsed = try #require(parse(Self.canonical))
        #expect(parsed.isCanonical)
        #expect(parsed.pointer.id.hex == Self.hex)
        #expect(parsed.pointer.size == 12345)
        #expect(parsed.pointer.encoded == Array(Self.canonical.utf8))
    }

    @Test func readsExtensions() throws {
        let text =
            "version https://git-lfs.github.com/spec/v1\next-0-foo sha256:\(Self.hex)\next-1-bar_2 sha256:\(Self.hex)\n"
            + "oid sha256:\(Self.hex)\nsize 1\n"
        let parsed = try #require(parse(text))
        #expect(parsed.isCanonical)
        #expect(parsed.pointer.extensions.map(\.name) == ["foo", "bar_2"])
        #expect(parsed.pointer.extensions.map(\.priority) == [0, 1])
    }

    @Test(arguments: [
        "\n" + canonical, canonical + "\n", canonical.replacing("\n", with: "\r\n"), String(canonical.dropLast()),
        canonical.replacing("\noid", with: "\n\noid"), "  " + canonical + " \t",
        canonical.replacing("https://git-lfs.github.com", with: "https://hawser.github.com"),
        canonical.replacing("https://git-lfs.github.com/spec/v1", with: "http://git-media.io/v/2"),
        canonical.replacing("size 12345", with: "size 012345"),
        "version https://git-lfs.github.com/spec/v1\noid sha256:\(hex)\next-0-foo sha256:\(hex)\nsize 1\n",
    ])
    func readsOtherSpellingsAsNotCanonical(_ text: String) throws {
        let parsed = try #require(parse(text))
        #expect(!parsed.isCanonical)
        #expect(parsed.pointer.id.hex == Self.hex)
    }

    @Test(arguments: [
        "", "hello", canonical + "extra line\n", canonical + "more 1\n",
        canonical.replacing("sha256:", with: "sha1:"), canonical.replacing("size 12345", with: "size -1"),
        canonical.replacing("size 12345", with: "size 9223372036854775808"),
        canonical.replacing("size 12345", with: "size 1 2"),
        canonical.replacing("0123", with: "012G"), canonical.replacing("abcdef", with: "ABCDEF"),
        canonical.replacing("spec/v1", with: "spec/v9"), canonical.replacing("oid ", with: "Oid "),
        canonical.replacing("size", with: "ext-0-a sha256:\(hex)\next-0-b sha256:\(hex)\nsize"),
        canonical.replacing("size", with: "ext-10-a sha256:\(hex)\nsize"),
        canonical.replacing("size", with: "ext-0- sha256:\(hex)\nsize"),
        "oid sha256:\(hex)\nversion https://git-lfs.github.com/spec/v1\nsize 1\n",
        canonical + String(repeating: "\n", count: 1024),
    ])
    func takesEverythingElseForContent(_ text: String) {
        #expect(parse(text) == nil)
    }

    @Test func limitIsBelow1024Bytes() {
        let padding = 1024 - Self.canonical.utf8.count
        #expect(parse(Self.canonical + String(repeating: "\n", count: padding - 1)) != nil)
        #expect(parse(Self.canonical + String(repeating: "\n", count: padding)) == nil)
    }

    @Test func emptyContentIsItsOwnPointer() {
        let empty = ContentHasher.object(of: [])
        #expect(Pointer(empty).encoded == [])
    }

    @Test func everyPointerHasOneEncoding() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            let id = ContentID(bytes: random.bytes(32))!
            let steps = (0..<UInt8.random(in: 0...3, using: &random)).map {
                Pointer.Extension(priority: $0, name: "x\($0)", id: ContentID(bytes: random.bytes(32))!)
            }
            let size = Int64.random(in: 1 ... .max, using: &random)
            let pointer = Pointer(LargeObject(id: id, size: size), extensions: steps.shuffled(using: &random))
            let parsed = Pointer.parse(pointer.encoded)
            #expect(parsed?.pointer == pointer)
            #expect(parsed?.isCanonical == true)
        }
    }

    @Test func mutatedPointersNeverReadAsAnotherCanonicalOne() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            var bytes = Array(Self.canonical.utf8)
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: .min ... .max, using: &random)
            if let parsed = Pointer.parse(bytes), parsed.isCanonical { #expect(parsed.pointer.encoded == bytes) }
        }
    }
}

import MLOpsTestSupport
import Testing

@testable import MLOpsTransfer

@Suite struct AttributesFileTests {
    let suffix = " filter=mlops diff=mlops merge=mlops -text"

    @Test func trackingAndUntrackingIsTheIdentity() {
        for start in ["", "# comment\n*.c diff=cpp\n", "*.c text\r\n", "[attr]mine -text filter=mlops\n"] {
            for pattern in ["*.bin", "a b", "#x", "!y", "dir/**/*.h5", "\"quoted\"", "tab\there"] {
                var file = AttributesFile(start)
                let added = file.track(pattern)
                #expect(added, "\(pattern)")
                if pattern.contains("\t") { continue }
                let addedAgain = file.track(pattern)
                #expect(!addedAgain, "\(pattern)")
                #expect(file.trackedPatterns == [pattern])
                let removed = file.untrack(pattern)
                #expect(removed, "\(pattern)")
                #expect(file.text == start)
            }
        }
    }

    @Test func readsWhatOthersWrote() {
        let file = AttributesFile(
            "  *.a\tfilter=lfs -text\n\"b c\" filter=mlops\n*.d -filter\n*.e !filter\n#*.f filter=lfs\n\n")
        #expect(file.trackedPatterns == ["*.a", "b c"])
    }

    @Test func addsTheMissingLineEnd() {
        var file = AttributesFile("*.c text")
        let added = file.track("*.bin")
        #expect(added)
        #expect(file.text == "*.c text\n*.bin\(suffix)\n")
    }

    @Test func otherLinesStayByteForByte() {
        var random = SeededGenerator(seed: 4)
        let alphabet = Array("ab *.#\"\\=\t\r\n-!é".unicodeScalars)
        for _ in 0..<300 {
            let text = String(
                String.UnicodeScalarView(
                    (0..<Int.random(in: 0...40, using: &random)).map { _ in alphabet.randomElement(using: &random)! }))
            var file = AttributesFile(text)
            let added = file.track("*.bin")
            #expect(added)
            #expect(file.text.utf8.starts(with: text.utf8))
            let removed = file.untrack("*.bin")
            #expect(removed)
            #expect(file.text.utf8.starts(with: text.utf8))
            #expect(file.text.utf8.count <= text.utf8.count + 2)
        }
    }
}

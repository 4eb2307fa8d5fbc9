/// The text that a merge leaves when nobody told git how to merge pointers: lines of two pointers between conflict
/// markers. Stored as content it would be lost work.
package enum ConflictedPointer {
    /// Larger texts are something else.
    package static let sizeLimit = 8192

    package static func refuse(_ content: some Collection<UInt8>) throws(Diagnostic) {
        if holds(content) {
            throw .error(
                "it holds conflict markers around a pointer",
                hint: "'git checkout --ours' or '--theirs' takes one side, 'git add' settles it")
        }
    }

    package static func holds(_ content: some Collection<UInt8>) -> Bool {
        guard content.count < sizeLimit, content.first != nil else { return false }
        let lines = Array(content).split(separator: 0x0a)
        let begins = { (line: ArraySlice<UInt8>, text: String) in line.starts(with: text.utf8) }
        return lines.contains { begins($0, "<<<<<<< ") } && lines.contains { begins($0, ">>>>>>> ") }
            && lines.contains { begins($0, "version https://git-lfs.github.com/spec/") || begins($0, "oid sha256:") }
    }
}

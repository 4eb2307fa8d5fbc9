/// Finds what looks like an access key: the tokens that services spell so that they can be found.
enum SecretScanner {
    private struct Pattern {
        let prefix: [UInt8]
        /// How many more letters, digits, `_` and `-` there are at least.
        let length: Int
        let name: String

        init(_ prefix: String, _ length: Int, _ name: String) {
            (self.prefix, self.length, self.name) = (Array(prefix.utf8), length, name)
        }
    }

    private static let patterns = [
        Pattern("AKIA", 16, "an AWS access key"), Pattern("ASIA", 16, "an AWS access key"),
        Pattern("AIza", 35, "a Google API key"),
        Pattern("ghp_", 36, "a GitHub token"), Pattern("gho_", 36, "a GitHub token"),
        Pattern("ghs_", 36, "a GitHub token"), Pattern("ghu_", 36, "a GitHub token"),
        Pattern("github_pat_", 60, "a GitHub token"), Pattern("glpat-", 20, "a GitLab token"),
        Pattern("hf_", 34, "a Hugging Face token"), Pattern("sk-ant-", 40, "an Anthropic API key"),
        Pattern("sk-proj-", 40, "an OpenAI API key"), Pattern("xoxb-", 30, "a Slack token"),
        Pattern("xoxp-", 30, "a Slack token"), Pattern("-----BEGIN", 0, "a private key"),
    ]

    private static let firstBytes: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        for pattern in patterns { table[Int(pattern.prefix[0])] = true }
        return table
    }()

    /// What the first one is called; nil: there is none.
    static func find(in bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String? {
        firstBytes.withUnsafeBufferPointer { isFirst in
            for index in range where isFirst[Int(bytes[index])] {
                // Inside of a word, such as an image in base64, a prefix means nothing.
                if index > range.lowerBound, isWord(bytes[index - 1]), !isEscape(bytes, index, range) { continue }
                if let name = name(bytes, index..<range.upperBound) { return name }
            }
            return nil
        }
    }

    private static func name(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String? {
        patterns.first { pattern in
            let end = range.lowerBound + pattern.prefix.count
            guard end + pattern.length <= range.upperBound,
                bytes[range.lowerBound..<end].elementsEqual(pattern.prefix)
            else { return false }
            if pattern.length == 0 { return bytes[end..<min(range.upperBound, end + 40)].isPrivateKeyLine }
            return bytes[end..<(end + pattern.length)].allSatisfy(isWord)
        }?.name
    }

    /// Whether the letter before belongs to an escape such as `\n`.
    private static func isEscape(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ range: Range<Int>) -> Bool {
        index - 2 >= range.lowerBound && bytes[index - 2] == UInt8(ascii: "\\")
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
        default: false
        }
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    /// ` RSA PRIVATE KEY-----`
    fileprivate var isPrivateKeyLine: Bool {
        let mark = Array("PRIVATE KEY".utf8)
        guard count >= mark.count else { return false }
        return (startIndex...(endIndex - mark.count)).contains { self[$0..<($0 + mark.count)].elementsEqual(mark) }
    }
}

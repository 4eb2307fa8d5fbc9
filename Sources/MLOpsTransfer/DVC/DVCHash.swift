/// The name that DVC has for a content: an MD5, by one of two rules.
struct DVCHash: Hashable, Sendable {
    /// 32 lower-case hexadecimal digits.
    let digits: String
    /// Of DVC before 3.0: line ends of texts are hashed as if they were LF.
    let isLegacy: Bool
    /// A list of files.
    let isDirectory: Bool

    /// Nil for what is no MD5 (an `etag` of a cloud, for one).
    init?(_ text: String, isLegacy: Bool) {
        isDirectory = text.hasSuffix(".dir")
        digits = isDirectory ? String(text.dropLast(4)) : text
        self.isLegacy = isLegacy
        let isHex = digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard digits.utf8.count == 32, isHex else { return nil }
    }

    /// Where a cache or a remote has it, in the layout of DVC 3 and in that of DVC 2.
    var places: [String] {
        let name = "\(digits.prefix(2))/\(digits.dropFirst(2))\(isDirectory ? ".dir" : "")"
        return isLegacy ? [name, "files/md5/" + name] : ["files/md5/" + name, name]
    }
}

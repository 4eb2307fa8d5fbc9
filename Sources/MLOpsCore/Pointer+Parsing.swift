extension Pointer {
    /// A blob that reads as a pointer.
    package struct Parsed: Hashable, Sendable {
        package let pointer: Pointer
        /// Whether the blob is the one valid encoding; other spellings are understood and reported.
        package let isCanonical: Bool
    }

    /// The pointer in `blob`, or nil when it is content. Reading is as lenient as Git LFS's own: space around
    /// the text, CRLF, empty lines and the older version names are accepted; any other key is not.
    package static func parse(_ blob: some Collection<UInt8>) -> Parsed? {
        guard blob.count < sizeLimit, blob.count >= 64 else { return nil }
        let bytes = Array(blob)
        if let pointer = parsePlain(bytes) { return Parsed(pointer: pointer, isCanonical: true) }
        guard let pointer = parseLines(trimmed(bytes[...])) else { return nil }
        return Parsed(pointer: pointer, isCanonical: pointer.encoded == bytes)
    }

    private static let plainBeginning = Array("version \(version)\noid sha256:".utf8)
    private static let plainMiddle = Array("\nsize ".utf8)

    /// The pointer in the one valid encoding without extensions, which nearly all are; nil for any other.
    private static func parsePlain(_ bytes: [UInt8]) -> Pointer? {
        let digits = plainBeginning.count + 64
        guard bytes.last == 0x0a, bytes.starts(with: plainBeginning),
            bytes.dropFirst(digits).starts(with: plainMiddle),
            let id = ContentID(hex: bytes[plainBeginning.count..<digits])
        else { return nil }
        let number = bytes[(digits + plainMiddle.count)..<(bytes.count - 1)]
        guard let first = number.first, (0x31...0x39).contains(first), number.count <= 18,
            number.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Pointer(LargeObject(id: id, size: number.reduce(0) { $0 * 10 + Int64($1 - 0x30) }))
    }

    private static func parseLines(_ text: ArraySlice<UInt8>) -> Pointer? {
        let required = ["version", "oid", "size"]
        var values: [String] = []
        var extensions: [Extension] = []
        for var line in text.split(separator: 0x0a) {
            if line.last == 0x0d { line.removeLast() }
            if line.isEmpty { continue }
            guard let space = line.firstIndex(of: 0x20), let key = ascii(line[..<space]),
                let value = ascii(line[(space + 1)...])
            else { return nil }
            if values.count < required.count, key == required[values.count] {
                values.append(value)
            } else if let step = parseExtension(key, value) {
                extensions.append(step)
            } else {
                return nil
            }
        }
        guard values.count == required.count, values[0] == version || olderVersions.contains(values[0]),
            Set(extensions.map(\.priority)).count == extensions.count,
            let id = parseID(values[1]), let size = parseSize(values[2])
        else { return nil }
        return Pointer(LargeObject(id: id, size: size), extensions: extensions)
    }

    private static func parseID(_ value: String) -> ContentID? {
        value.hasPrefix("sha256:") ? ContentID(value.dropFirst(7)) : nil
    }

    private static func parseSize(_ value: String) -> Int64? {
        value.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(value) : nil
    }

    /// `ext-N-NAME`, N one digit, NAME of word characters.
    private static func parseExtension(_ key: String, _ value: String) -> Extension? {
        let parts = key.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "ext", parts[1].utf8.count == 1, let priority = UInt8(parts[1]),
            !parts[2].isEmpty, parts[2].utf8.allSatisfy(isWordByte), let id = parseID(value)
        else { return nil }
        return Extension(priority: priority, name: String(parts[2]), id: id)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func ascii(_ bytes: ArraySlice<UInt8>) -> String? {
        bytes.allSatisfy { (0x20..<0x7f).contains($0) } ? String(decoding: bytes, as: UTF8.self) : nil
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
        var rest = bytes.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return rest
    }
}

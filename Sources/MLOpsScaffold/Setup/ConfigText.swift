/// The bytes of a git configuration file, with our blocks put in and taken out.
///
/// The first mark of a block remembers what cannot be seen from the rest: a digest of the lines between the
/// marks, whether the file was ours to begin with, and whether its last line had no newline.
package struct ConfigText: Sendable, Equatable {
    /// Nil when there is no file.
    package var bytes: [UInt8]?

    package init(_ bytes: [UInt8]?) {
        self.bytes = bytes
    }

    /// The text with exactly this block in it: unchanged when it is there already, replaced when it differs.
    package func adding(_ block: ConfigBlock) -> ConfigText {
        if contains(block) { return self }
        if block.entries.isEmpty { return removing(block) }
        let base = removing(block)
        let old = base.bytes ?? []
        var flags = ""
        if base.bytes == nil { flags += " new" }
        var new = old
        if let last = old.last, last != 0x0a {
            flags += " joined"
            new.append(0x0a)
        }
        let body = block.body
        new += Array("\(block.beginMark)\(Self.digest(body))\(flags) >>>\n\(body)\(block.endMark)\n".utf8)
        return ConfigText(new)
    }

    /// Whether this very block is there, untouched.
    package func contains(_ block: ConfigBlock) -> Bool {
        guard let found = find(block) else { return false }
        return found.body == block.body && found.isUntouched
    }

    /// Whether a block of that name is there in whatever state.
    package func containsAny(named block: ConfigBlock) -> Bool {
        find(block) != nil
    }

    /// The text without the block. Lines that somebody added between the marks stay.
    package func removing(_ block: ConfigBlock) -> ConfigText {
        guard let bytes, let found = find(block) else { return self }
        var head = Array(bytes[..<found.start])
        let kept = found.isUntouched && !found.isFollowedByKeys(in: bytes) ? "" : Self.foreign(in: found, block, bytes)
        var tail = Array(kept.utf8) + bytes[found.end...]
        if tail.isEmpty {
            if found.flags.contains("joined"), head.last == 0x0a { head.removeLast() }
            return ConfigText(found.flags.contains("new") && head.isEmpty ? nil : head)
        }
        // Another block of ours inherits what this one knew of the file before both.
        if !found.flags.isEmpty, tail.starts(with: "# >>> git-mlops ".utf8), let mark = tail.firstIndex(of: 0x0a) {
            let line = String(decoding: tail[..<mark], as: UTF8.self)
            let flagged = line.dropLast(" >>>".count) + found.flags.map { " \($0)" }.joined() + " >>>"
            tail = Array(flagged.utf8) + tail[mark...]
        }
        return ConfigText(head + tail)
    }

    /// FNV-1a, 64 bits: told apart is what was edited by hand, not by an enemy.
    static func digest(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let hex = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - hex.utf8.count) + hex
    }
}

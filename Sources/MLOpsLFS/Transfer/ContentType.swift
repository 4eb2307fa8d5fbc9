internal import Glibc
internal import MLOpsSystem

/// What kind of content a file holds, by its first bytes, as Git LFS tells a server (`lfs.<url>.contenttype`): the
/// rules of browsers (mimesniff.spec.whatwg.org), as far as data has such kinds.
package enum ContentType {
    /// The end of the reason why an upload failed that the server may have refused for its type.
    package static let remedy = "'git config lfs.contenttype false' helps if it refuses the Content-Type"

    static let unknown = "application/octet-stream"
    private static let length = 512

    static func detect(_ path: String) throws -> String {
        let file = try Descriptor(opening: path)
        var bytes = [UInt8](repeating: 0, count: length)
        let count = try bytes.withUnsafeMutableBytes { buffer throws(SystemError) in try file.read(into: buffer) }
        return detect(Array(bytes[..<count]))
    }

    static func detect(_ bytes: [UInt8]) -> String {
        let text = bytes.drop { isBlank($0) }
        for tag in tags where begins(text, with: tag) { return "text/html; charset=utf-8" }
        if text.starts(with: "<?xml".utf8) { return "text/xml; charset=utf-8" }
        for (signature, kind) in signatures where matches(bytes, signature) { return kind }
        if isMP4(bytes) { return "video/mp4" }
        return bytes.contains(where: isBinary) ? unknown : "text/plain; charset=utf-8"
    }

    /// A signature; `nil` stands for any byte.
    private static let signatures: [([UInt8?], String)] = [
        (text("%PDF-"), "application/pdf"), (text("%!PS-Adobe-"), "application/postscript"),
        ([0xfe, 0xff, nil, nil], "text/plain; charset=utf-16be"),
        ([0xff, 0xfe, nil, nil], "text/plain; charset=utf-16le"),
        ([0xef, 0xbb, 0xbf, nil], "text/plain; charset=utf-8"),
        ([0, 0, 1, 0], "image/x-icon"), ([0, 0, 2, 0], "image/x-icon"), (text("BM"), "image/bmp"),
        (text("GIF87a"), "image/gif"), (text("GIF89a"), "image/gif"),
        (text("RIFF") + any(4) + text("WEBPVP"), "image/webp"),
        ([0x89] + text("PNG\r\n") + [0x1a, 0x0a], "image/png"), ([0xff, 0xd8, 0xff], "image/jpeg"),
        (text("FORM") + any(4) + text("AIFF"), "audio/aiff"), (text("ID3"), "audio/mpeg"),
        (text("OggS") + [0], "application/ogg"), (text("MThd") + [0, 0, 0, 6], "audio/midi"),
        (text("RIFF") + any(4) + text("AVI "), "video/avi"), (text("RIFF") + any(4) + text("WAVE"), "audio/wave"),
        ([0x1a, 0x45, 0xdf, 0xa3], "video/webm"), (any(34) + text("LP"), "application/vnd.ms-fontobject"),
        ([0, 1, 0, 0], "font/ttf"), (text("OTTO"), "font/otf"), (text("ttcf"), "font/collection"),
        (text("wOFF"), "font/woff"), (text("wOF2"), "font/woff2"), ([0x1f, 0x8b, 8], "application/x-gzip"),
        (text("PK") + [3, 4], "application/zip"), (text("Rar!") + [0x1a, 7, 0], "application/x-rar-compressed"),
        (text("Rar!") + [0x1a, 7, 1, 0], "application/x-rar-compressed"), ([0, 0x61, 0x73, 0x6d], "application/wasm"),
    ]

    private static let tags = [
        "<!DOCTYPE HTML", "<HTML", "<HEAD", "<SCRIPT", "<IFRAME", "<H1", "<DIV", "<FONT", "<TABLE", "<A", "<STYLE",
        "<TITLE", "<B", "<BODY", "<BR", "<P", "<!--",
    ]

    private static func text(_ letters: String) -> [UInt8?] { letters.utf8.map { $0 } }

    private static func any(_ count: Int) -> [UInt8?] { Array(repeating: nil, count: count) }

    private static func matches(_ bytes: [UInt8], _ signature: [UInt8?]) -> Bool {
        bytes.count >= signature.count && zip(bytes, signature).allSatisfy { $1 == nil || $0 == $1 }
    }

    /// A tag in any case, ended by a blank or `>`.
    private static func begins(_ text: ArraySlice<UInt8>, with tag: String) -> Bool {
        let name = Array(tag.utf8)
        guard text.count > name.count else { return false }
        let upper = text.prefix(name.count).map { (0x61...0x7a).contains($0) ? $0 & 0xdf : $0 }
        let end = text[text.startIndex + name.count]
        return upper == name && (end == 0x20 || end == 0x3e)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { [0x09, 0x0a, 0x0c, 0x0d, 0x20].contains(byte) }

    private static func isBinary(_ byte: UInt8) -> Bool {
        byte <= 0x08 || byte == 0x0b || (0x0e...0x1a).contains(byte) || (0x1c...0x1f).contains(byte)
    }

    /// A box `ftyp` whose brands name mp4.
    private static func isMP4(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 12 else { return false }
        let size = bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard size % 4 == 0, size <= bytes.count, bytes[4..<8].elementsEqual("ftyp".utf8) else { return false }
        return stride(from: 8, to: max(8, size - 3), by: 4).contains { start in
            start != 12 && bytes[start..<(start + 3)].elementsEqual("mp4".utf8)
        }
    }
}

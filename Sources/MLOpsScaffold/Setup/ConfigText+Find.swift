internal import MLOpsCore

extension ConfigText {
    /// Where a block stands and what its first mark says.
    struct Found {
        let start: Int
        let end: Int
        let body: String
        let digest: String
        let flags: [String]

        var isUntouched: Bool { ConfigText.digest(body) == digest }

        /// Whether the lines after the block would fall into the section that stands before it.
        func isFollowedByKeys(in bytes: [UInt8]) -> Bool {
            for line in bytes[end...].split(separator: 0x0a) {
                guard let first = line.first(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0d }) else { continue }
                if first == UInt8(ascii: "#") || first == UInt8(ascii: ";") { continue }
                return first != UInt8(ascii: "[")
            }
            return false
        }
    }

    /// The block between its marks, or what is left of it.
    func find(_ block: ConfigBlock) -> Found? {
        findWhole(block) ?? findOrphan(block)
    }

    private func findWhole(_ block: ConfigBlock) -> Found? {
        guard let bytes else { return nil }
        var position = 0
        var begin: (start: Int, bodyStart: Int, words: [Substring])?
        for line in bytes.split(separator: 0x0a, omittingEmptySubsequences: false) {
            let next = min(position + line.count + 1, bytes.count)
            if line.starts(with: block.beginMark.utf8) {
                let rest = String(decoding: line.dropFirst(block.beginMark.utf8.count), as: UTF8.self)
                begin = (position, next, rest.split(separator: " "))
            } else if let begin, Self.isMark(line, block.endMark) {
                return Found(
                    start: begin.start, end: next,
                    body: String(decoding: bytes[begin.bodyStart..<position], as: UTF8.self),
                    digest: begin.words.first.map(String.init) ?? "",
                    flags: begin.words.dropFirst().map(String.init).filter { $0 == "new" || $0 == "joined" })
            }
            position = next
        }
        return nil
    }

    private static func isMark(_ line: ArraySlice<UInt8>, _ mark: String) -> Bool {
        (line.last == 0x0d ? line.dropLast() : line).elementsEqual(mark.utf8)
    }

    /// What is not ours between the marks, each line under its section header. A line is ours when its section
    /// and key are among those that a block of this name ever writes.
    static func foreign(in found: Found, _ block: ConfigBlock, _ bytes: [UInt8]) -> String {
        var kept = ""
        var header = ""
        var headerIsKept = false
        func keep(_ line: Substring) {
            if !headerIsKept, !header.isEmpty { kept += header + "\n" }
            headerIsKept = true
            if !line.isEmpty { kept += line + "\n" }
        }
        for line in found.body.split(separator: "\n") {
            let text = line.drop { $0 == " " || $0 == "\t" }
            if text.hasPrefix("[") {
                header = String(line)
                headerIsKept = false
            } else if !block.owns(String(text), header: header) {
                keep(line)
            }
        }
        if found.isFollowedByKeys(in: bytes) { keep("") }
        return kept
    }
}

extension ConfigBlock {
    /// Whether `line` ("name = value") under `header` is one that blocks of this kind write.
    func owns(_ line: String, header: String) -> Bool {
        let parts = line.split(separator: "=", maxSplits: 1)
        guard let name = parts.first.map({ $0.filter { $0 != " " && $0 != "\t" }.lowercased() }) else { return false }
        let value = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        if entries.contains(where: {
            $0.header == header && $0.name.lowercased() == name && Self.quote($0.value) == value
        }) {
            return true
        }
        if header.hasPrefix("[remote ") { return name == "fetch" && value.contains(":" + LogReferences.trackingRoot) }
        if header.hasPrefix("[hook \"mlops-") { return true }
        if header == "[notes]", name == "rewritemode" { return value == "cat_sort_uniq" }
        if header.hasPrefix("[notes") {
            return value.contains("refs/notes/mlops/") || header.hasPrefix("[notes \"mlops/")
        }
        if header == "[mlops]" { return name == "setup" }
        if header.hasPrefix("[filter \"mlops") || header.hasPrefix("[diff \"mlops")
            || header.hasPrefix("[merge \"mlops")
        {
            return value.hasPrefix("git-mlops") || value.hasPrefix("git mlops") || name == "required" || name == "name"
        }
        return false
    }
}

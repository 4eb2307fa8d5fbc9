extension ConfigText {
    /// A block that lost one of its marks: `git remote remove` and `git config --remove-section` take the comments
    /// behind a section away with it. Its extent is then told by the sections that hold a line of ours, from the
    /// mark that is left.
    func findOrphan(_ block: ConfigBlock) -> Found? {
        guard let bytes else { return nil }
        let lines = Self.lines(bytes, block)
        if let begin = lines.firstIndex(where: { $0.text.hasPrefix(block.beginMark) }) {
            return found(lines, Self.extent(lines, from: begin + 1), mark: begin, bytes)
        }
        if let end = lines.lastIndex(where: { $0.text == block.endMark }) {
            return found(lines, Self.extentBefore(lines, end), mark: end, bytes)
        }
        return nil
    }

    struct Line {
        let start: Int
        let end: Int
        let text: String
        let isHeader: Bool
        let isOurs: Bool
    }

    private static func lines(_ bytes: [UInt8], _ block: ConfigBlock) -> [Line] {
        var lines: [Line] = []
        var header = ""
        var position = 0
        for part in bytes.split(separator: 0x0a, omittingEmptySubsequences: false) where position < bytes.count {
            let text = String(decoding: part.last == 0x0d ? part.dropLast() : part, as: UTF8.self)
            let trimmed = text.drop { $0 == " " || $0 == "\t" }
            let isHeader = trimmed.hasPrefix("[")
            if isHeader { header = String(trimmed) }
            let end = min(position + part.count + 1, bytes.count)
            let isOurs = !isHeader && block.owns(String(trimmed), header: header)
            lines.append(Line(start: position, end: end, text: text, isHeader: isHeader, isOurs: isOurs))
            position = end
        }
        return lines
    }

    /// Sections from `start` on that hold a line of ours, up to their last such line.
    private static func extent(_ lines: [Line], from start: Int) -> Range<Int> {
        var end = start
        var index = start
        while index < lines.count, lines[index].isHeader {
            let next = lines[(index + 1)...].firstIndex { $0.isHeader } ?? lines.count
            guard let last = lines[index..<next].lastIndex(where: \.isOurs) else { break }
            end = last + 1
            index = next
        }
        return start..<end
    }

    /// Sections that end at `end` and hold a line of ours.
    private static func extentBefore(_ lines: [Line], _ end: Int) -> Range<Int> {
        var start = end
        while let header = lines[..<start].lastIndex(where: \.isHeader), lines[header..<start].contains(where: \.isOurs)
        {
            start = header
        }
        return start..<end
    }

    private func found(_ lines: [Line], _ extent: Range<Int>, mark: Int, _ bytes: [UInt8]) -> Found {
        let first = min(mark, extent.lowerBound), last = max(mark, extent.upperBound - 1)
        let body = lines[extent].map { $0.text + "\n" }.joined()
        return Found(start: lines[first].start, end: lines[last].end, body: body, digest: "", flags: [])
    }
}

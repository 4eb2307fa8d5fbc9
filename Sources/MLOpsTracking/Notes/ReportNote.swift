/// What is kept with one commit: pages, each of which begins with its title, and what people wrote before the first.
struct ReportNote {
    private static let mark = "\n## Report: "

    private var opening: String
    private var pages: [(title: String, body: String)] = []

    init(_ text: String) {
        let parts = ("\n" + text).split(separator: Self.mark, omittingEmptySubsequences: false)
        opening = Self.trimmed(parts[0].dropFirst())
        for part in parts.dropFirst() {
            let title = part.prefix { $0 != "\n" }
            pages.append((String(title), Self.trimmed(part.dropFirst(title.count))))
        }
    }

    /// With the pages of `newer` in the places of those with their titles, others behind.
    func adding(_ newer: ReportNote) -> ReportNote {
        var result = self
        if opening.isEmpty { result.opening = newer.opening }
        for page in newer.pages {
            if let index = result.pages.firstIndex(where: { $0.title == page.title }) {
                result.pages[index] = page
            } else {
                result.pages.append(page)
            }
        }
        return result
    }

    var text: String {
        let all = (opening.isEmpty ? [] : [opening]) + pages.map { "## Report: \($0.title)\($0.body)" }
        return all.joined(separator: "\n\n") + "\n"
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.hasSuffix("\n") { text.removeLast() }
        return String(text)
    }
}

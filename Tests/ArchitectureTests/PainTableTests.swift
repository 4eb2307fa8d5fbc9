import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Pages that end with a table of pains and the tests that show them cured.
@Suite struct PainTableTests {
    private static let pages = ["docs/large-files.md", "docs/pipelines.md"]

    private func rows(_ page: String) throws -> [String] {
        let text = String(decoding: try Files.read(Paths.join(TestEnvironment.packageRoot, page)), as: UTF8.self)
        let table = text.split(separator: "\n## ").last.map(String.init) ?? ""
        return table.split(separator: "\n").map(String.init).filter { $0.hasPrefix("| ") && !$0.hasPrefix("| #") }
    }

    @Test(arguments: pages) func allTwentyFiveAreThere(page: String) throws {
        let rows = try rows(page)
        let numbers = rows.compactMap { Int($0.split(separator: "|")[0].filter(\.isNumber)) }
        #expect(numbers == Array(1...25))
    }

    @Test func theTestsExist() throws {
        let root = Paths.join(TestEnvironment.packageRoot, "Tests")
        var sources = ""
        for folder in try Files.list(root) where folder != "Benchmarks" {
            sources += try Self.sources(root + "/" + folder)
        }
        for row in try Self.pages.flatMap(rows) {
            let words = row.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 1 }.map(\.element)
            for word in words where word.allSatisfy({ $0.isLetter || $0.isNumber }) && word.count > 7 {
                let isThere = sources.contains("func \(word)(") || sources.contains("struct \(word) ")
                #expect(isThere, "\(word)")
            }
        }
    }

    private static func sources(_ folder: String) throws -> String {
        guard Files.isDirectory(folder) else { return "" }
        var text = ""
        for name in try Files.list(folder) {
            let path = folder + "/" + name
            if name.hasSuffix(".swift") { text += String(decoding: try Files.read(path), as: UTF8.self) }
            if Files.isDirectory(path) { text += try sources(path) }
        }
        return text
    }
}

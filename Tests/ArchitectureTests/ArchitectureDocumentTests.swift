import MLOpsSystem
import Testing

/// docs/architecture.md says what is so.
@Suite struct ArchitectureDocumentTests {
    private let document: String
    private let manifest: PackageManifest

    init() throws {
        document = try PackageRoot.read("docs/architecture.md")
        manifest = PackageManifest(try PackageRoot.read("Package.swift"))
    }

    @Test func diagramDrawsThePackage() {
        let lines = document.split(separator: "\n").map { $0.drop { $0 == " " } }
        let drawn = lines.filter { $0.contains(" --> ") }.map(String.init)
        let missing = manifest.essentialEdges.subtracting(drawn).sorted()
        let wrong = Set(drawn).subtracting(manifest.essentialEdges).sorted()
        #expect(missing == [], "draw these in docs/architecture.md")
        #expect(wrong == [], "not in Package.swift, or follows from other arrows")
        #expect(drawn.count == Set(drawn).count, "an arrow is drawn twice")
    }

    @Test func everyModuleHasItsParagraph() {
        let missing = manifest.targets.filter { !$0.isTest && !document.contains("**\($0.name)**") }.map(\.name)
        #expect(missing == [])
    }

    @Test func decisionsAreNumberedInOrder() throws {
        let names = try Files.list(Paths.join(PackageRoot.path, "docs/decisions")).filter { $0.hasSuffix(".md") }
        for (index, name) in names.enumerated() {
            let number = String(index + 1)
            #expect(name.hasPrefix(String(repeating: "0", count: 4 - number.utf8.count) + number + "-"))
            #expect(try PackageRoot.read("docs/decisions/\(name)").hasPrefix("# \(number). "))
        }
        #expect(!names.isEmpty)
    }
}

import MLOpsCore
import MLOpsScaffold
import MLOpsTestSupport

/// A template in a folder of its own.
struct TemplateFixture {
    let directory = TempDirectory()
    static let facts = TemplateFacts(directory: "churn", author: "Ada Author", year: 2026, toolVersion: "1.2.3")

    /// `manifest` is what stands between the outer braces besides format, name and version.
    init(_ manifest: String = "", files: [String: String] = [:]) throws {
        let rest = manifest.isEmpty ? "" : ", " + manifest
        try directory.write("template.json", #"{"format": 1, "name": "t", "version": "1"\#(rest)}"#)
        try directory.write("files/keep", "")
        for (path, text) in files { try directory.write("files/" + path, text) }
    }

    func load() throws -> Template { try Template.load(directory.path) }

    func render(_ given: [String: String] = [:]) throws -> RenderedTemplate {
        let template = try load()
        return try template.render(template.resolve(given, facts: Self.facts))
    }
}

extension RenderedTemplate {
    /// The text of a file, nil when it is not there.
    subscript(path: String) -> String? {
        files.first { $0.path == RepoPath(path) }.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    var paths: [String] { files.map(\.path.description) }
}

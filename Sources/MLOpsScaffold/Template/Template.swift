internal import MLOpsCore
internal import MLOpsSystem

/// A project template: a folder with `template.json` and a tree `files/`. The format is docs/formats/template.md.
package struct Template: Sendable {
    /// A file is written only if the condition holds.
    struct Rule: Sendable {
        let pattern: FilePattern
        let condition: TemplateExpression
    }

    package let name: String
    package let version: String
    package let description: String
    package let questions: [TemplateQuestion]
    /// Absolute path of the template's folder.
    package let directory: String

    let rules: [Rule]
    /// Files whose content is copied as it stands.
    let verbatim: [FilePattern]
    /// Lines shown when all is written; templates themselves.
    let notes: [String]

    static let manifestName = "template.json"
    private static let largestManifest = 1 << 20

    /// Reads and checks `directory/template.json`. The tree is read when it is rendered.
    ///
    /// - Throws: ``TemplateError`` for a mistake in it, ``SystemError`` when it cannot be read.
    package static func load(_ directory: String) throws -> Template {
        let path = Paths.join(directory, manifestName)
        if let size = Files.info(path, followLinks: true)?.size, size > largestManifest {
            throw TemplateError(manifestName, "larger than \(largestManifest) bytes")
        }
        let bytes = try Files.read(path)
        do {
            return try TemplateManifest(JSONValue.parse(bytes)).template(in: directory)
        } catch let error as JSONError {
            throw TemplateError(manifestName, line: error.line, error.reason)
        }
    }
}

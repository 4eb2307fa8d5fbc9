package import MLOpsCore
internal import MLOpsSystem

/// The folders where templates are looked up by name.
package struct TemplateLibrary: Sendable, Equatable {
    /// In the order of preference: what `mlops.templateDir` names, then `<share>/skeleton`.
    package let folders: [String]

    package init(folders: [String]) {
        self.folders = folders
    }

    /// The folder of the template `name`; what holds a `/` is a path, relative to `workingDirectory`.
    package func find(_ name: String, from workingDirectory: String) throws(Diagnostic) -> String {
        if name.contains("/") || name == "." || name == ".." {
            let path = Paths.absolute(name, in: workingDirectory)
            guard Self.isTemplate(path) else {
                throw .fatal("'\(name)' is not a template: there is no '\(Template.manifestName)' in it")
            }
            return path
        }
        for folder in folders where Self.isTemplate(Paths.join(folder, name)) { return Paths.join(folder, name) }
        throw Diagnostic(
            .fatal, "no template is named '\(name)'", hints: ["the templates are \(names.joined(separator: ", "))"])
    }

    /// The names that ``find(_:from:)`` knows, sorted.
    package var names: [String] {
        let all = folders.flatMap { folder in
            ((try? Files.list(folder)) ?? []).filter { Self.isTemplate(Paths.join(folder, $0)) }
        }
        return Set(all).sorted()
    }

    private static func isTemplate(_ folder: String) -> Bool {
        Files.exists(Paths.join(folder, Template.manifestName))
    }
}

package import MLOpsCore
internal import MLOpsSystem

/// Where `git mlops init` works, and from what: told from its words and what is on disk.
package struct ProjectStart: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// A new project, from a template.
        case scaffold
        /// A repository or folder with files of its own.
        case adopt
    }

    package let kind: Kind
    /// Absolute path of the folder.
    package let folder: String
    /// Absolute path of the template's folder.
    package let template: String
    /// Answers given as `key=value`.
    package let answers: [String: String]

    /// `words`: `[template] [folder] [key=value…]`. One word alone is a template when there is one of that name.
    package init(_ words: [String], adopt: Bool, templateFolders: [String], context: InvocationContext) throws {
        var answers: [String: String] = [:]
        var names: [String] = []
        for word in words {
            if let equals = word.firstIndex(of: "="), !word.hasPrefix("/"), !word.hasPrefix(".") {
                answers[String(word[..<equals])] = String(word[word.index(after: equals)...])
            } else {
                names.append(word)
            }
        }
        if names.contains("") { throw Diagnostic.usage("the name of a folder is empty") }
        if !adopt, let name = names.first, let other = ForeignTemplate(name, context.workingDirectory) {
            throw other.diagnostic
        }
        guard names.count <= 2 else { throw Diagnostic.usage("too many words: '\(names[2])'") }
        let first = names.first.flatMap { Self.template($0, templateFolders, context) }
        if names.count == 2, first == nil {
            throw Diagnostic.fatal(
                "there is no template '\(names[0])'", hint: "templates: \(Self.known(templateFolders))")
        }
        guard let template = first ?? Self.template("default", templateFolders, context) else {
            throw Diagnostic.fatal(
                "cannot find the templates of git-mlops", hint: "install it again, or set GIT_MLOPS_SHARE")
        }
        let folderName = names.count == 2 ? names[1] : first == nil ? names.first ?? "." : "."
        folder = Paths.absolute(folderName, in: context.workingDirectory)
        self.template = template
        self.answers = answers
        let isEmpty = try Self.isEmpty(folder)
        kind = adopt || (!isEmpty && first == nil) ? .adopt : .scaffold
    }

    /// A name in one of the template folders, or a path to a folder with a template.json.
    private static func template(_ name: String, _ folders: [String], _ context: InvocationContext) -> String? {
        var candidates = name.contains("/") ? [] : folders.map { Paths.join($0, name) }
        if name.contains("/") { candidates.append(Paths.absolute(name, in: context.workingDirectory)) }
        return candidates.first { Files.exists(Paths.join($0, Template.manifestName)) }
    }

    private static func known(_ folders: [String]) -> String {
        let names = folders.flatMap { folder in
            ((try? Files.list(folder)) ?? []).filter {
                Files.exists(Paths.join(folder, "\($0)/\(Template.manifestName)"))
            }
        }
        return names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    /// Nothing there, or nothing but what `git init` makes.
    private static func isEmpty(_ folder: String) throws -> Bool {
        guard Files.exists(folder) else { return true }
        return try Files.list(folder).allSatisfy { $0 == ".git" }
    }
}

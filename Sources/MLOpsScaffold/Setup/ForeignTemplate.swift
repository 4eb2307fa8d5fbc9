internal import MLOpsCore
internal import MLOpsSystem

/// What somebody who knows other scaffolders names: their templates, which are not ours, and addresses.
struct ForeignTemplate: Equatable {
    /// Tells what was named and which commands make a project of it.
    let diagnostic: Diagnostic

    /// Nil: `name` may be a folder, or a template of ours.
    init?(_ name: String, _ workingDirectory: String) {
        let folder = Paths.absolute(name, in: workingDirectory)
        if Files.exists(Paths.join(folder, "template.json")) { return nil }
        if let tool = Self.tool(of: folder), !Files.exists(Paths.join(folder, ".mlops-template.json")) {
            let hint = "make the project: \(tool.command) \(name.shellWord), then git mlops init in its folder"
            diagnostic = .fatal("'\(name)' is a template of \(tool.name)", hint: hint)
        } else if Self.isAddress(name), !Files.exists(folder) {
            diagnostic = .fatal(
                "'\(name)' is an address; templates are folders",
                hint:
                    "git clone it, then name the clone; a template of cookiecutter: cookiecutter \(name.shellWord), "
                    + "then git mlops init in the project")
        } else {
            return nil
        }
    }

    private static func tool(of folder: String) -> (name: String, command: String)? {
        if Files.exists(Paths.join(folder, "cookiecutter.json")) { return ("cookiecutter", "cookiecutter") }
        let isCopier = ["copier.yml", "copier.yaml"].contains { Files.exists(Paths.join(folder, $0)) }
        return isCopier ? ("copier", "copier copy") : nil
    }

    /// An URL, git's `user@host:path`, or one of cookiecutter's short forms.
    private static func isAddress(_ name: String) -> Bool {
        if name.contains("://") || ["gh:", "gl:", "bb:", "hg+", "git+"].contains(where: name.hasPrefix) { return true }
        guard let colon = name.firstIndex(of: ":"), let at = name.firstIndex(of: "@") else { return false }
        return at < colon && !name[..<colon].contains("/")
    }
}

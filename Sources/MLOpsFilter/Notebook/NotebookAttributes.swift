internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// The attribute `mlops-strip` of notebooks. git is asked only where a file of attributes that counts for the path
/// speaks of it: the filter has to start in milliseconds.
final class NotebookAttributes {
    enum Value: Equatable {
        case unspecified
        /// `-mlops-strip`: stored as it is.
        case unset
        /// `mlops-strip=keep-output,keep-id`
        case value(String)
    }

    private let session: FilterSession
    private var folders: [String: Bool] = [:]
    private var child: LineChild?
    private lazy var speaksEverywhere = outsideFiles.contains(where: Self.speaks)

    init(_ session: FilterSession) {
        self.session = session
    }

    subscript(path: [UInt8]) -> Value {
        guard speaksEverywhere || isSpokenOf(Paths.parent(String(decoding: path, as: UTF8.self))) else {
            return .unspecified
        }
        return (try? ask(path)) ?? .unspecified
    }

    /// The files of attributes that lie outside of the worktree. One that `core.attributesFile` names is not among
    /// them: what a user wants for all repositories belongs into configuration.
    private var outsideFiles: [String] {
        guard let location = try? session.location() else { return [] }
        let home = session.context.environment["HOME"] ?? "/"
        let config = session.context.environment["XDG_CONFIG_HOME"] ?? home + "/.config"
        return [location.commonDirectory + "/info/attributes", config + "/git/attributes", "/etc/gitattributes"]
    }

    /// Whether `.gitattributes` in `folder` or above it, up to the top, where git runs filters, speaks of it.
    private func isSpokenOf(_ folder: String) -> Bool {
        if let known = folders[folder] { return known }
        let isTop = folder.isEmpty || folder == "." || folder == "/"
        let file = Paths.join(session.context.workingDirectory, isTop ? ".gitattributes" : folder + "/.gitattributes")
        let answer = Self.speaks(file) || (!isTop && isSpokenOf(Paths.parent(folder)))
        folders[folder] = answer
        return answer
    }

    private static func speaks(_ file: String) -> Bool {
        guard let bytes = try? Files.readIfPresent(file) else { return false }
        return String(decoding: bytes, as: UTF8.self).contains("mlops-strip")
    }

    private func ask(_ path: [UInt8]) throws -> Value {
        let git = try child ?? LineChild(["git", "check-attr", "--stdin", "mlops-strip"], context: session.context)
        child = git
        let answer = try git.ask(RepoPath(bytes: path).quoted())
        // No value holds a space.
        switch answer?.split(separator: " ").last.map(String.init) {
        case nil, "unspecified", "set": return .unspecified
        case "unset": return .unset
        case let words?: return .value(words)
        }
    }
}

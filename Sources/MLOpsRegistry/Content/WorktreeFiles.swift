internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// Files that a person names by themselves or by their folder.
enum WorktreeFiles {
    /// More are no model: somebody named a folder by mistake.
    private static let limit = 10_000

    /// `path` itself, or all files in that folder, sorted. Links in it are not followed; `.git` is left out.
    static func below(_ path: String, in repository: Repository) throws -> [String] {
        let absolute = Paths.absolute(path, in: repository.context.workingDirectory)
        guard Files.info(absolute, followLinks: true)?.kind == .directory else { return [path] }
        var files: [String] = []
        var folders = [path]
        while let folder = folders.popLast() {
            for name in try Files.list(Paths.absolute(folder, in: repository.context.workingDirectory)).sorted()
            where name != ".git" {
                let inner = Paths.join(folder, name)
                switch Files.info(Paths.absolute(inner, in: repository.context.workingDirectory))?.kind {
                case .directory?: folders.append(inner)
                case .file?: files.append(inner)
                default: break
                }
            }
            if files.count > limit { throw RegistryError.fatal("'\(path)' has more than \(limit) files") }
        }
        if files.isEmpty { throw RegistryError.fatal("there is no file in '\(path)'") }
        return files.sorted()
    }
}

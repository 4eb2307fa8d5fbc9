internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsTracking

/// The remote that decides what the registry says.
enum RegistryRemote {
    /// `asked`, else the one that git push would use; nil when there is none.
    static func name(_ repository: Repository, asked: String? = nil) throws -> String? {
        let name = try asked ?? DefaultRemote.name(repository)
        if try repository.config["remote.\(name).url"] != nil { return name }
        if let asked { throw Diagnostic.fatal("no such remote '\(asked)'") }
        return nil
    }
}

internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsRegistry
internal import MLOpsTracking

struct Model: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Register models and promote their versions",
        subcommands: [
            ModelRegister.self, ModelList.self, ModelShow.self, ModelVersions.self, ModelGet.self, ModelPromote.self,
            ModelUnstage.self, ModelResolve.self, ModelAlias.self, ModelHistory.self, ModelDescribe.self,
            ModelTag.self, ModelRename.self, ModelArchive.self, ModelSearchVerb.self, ModelDiff.self, ModelFetch.self,
            ModelCardVerb.self, ModelVerify.self, ModelMirror.self,
            ModelDelete.self, ModelRestore.self,
        ],
        defaultSubcommand: ModelList.self)
}

extension Session {
    func registry() throws -> ModelRegistry { ModelRegistry(try RunStore(repository())) }
}

extension ModelRegistry {
    /// `NAME` or `NAME@V`: the model, and the version when one is named.
    func target(_ text: String, includeDeleted: Bool = false) throws -> (model: ModelRecord, version: ModelVersion?) {
        guard text.contains("@") else { return (try find(text, includeDeleted: includeDeleted), nil) }
        let reference = try ModelReference(text)
        let model = try find(reference.name, includeDeleted: includeDeleted)
        return (model, try version(reference.selector, of: model, includeDeleted: includeDeleted))
    }
}

/// Kinds about the model registry. They live in the store ``LogStore/registry``; docs/formats/log.md lists their members.
extension OpKind {
    package static let modelCreate = OpKind(rawValue: "model.create")
    package static let modelRename = OpKind(rawValue: "model.rename")
    package static let modelDescribe = OpKind(rawValue: "model.describe")
    package static let modelTag = OpKind(rawValue: "model.tag")
    package static let modelAlias = OpKind(rawValue: "model.alias")
    package static let modelVersion = OpKind(rawValue: "model.version")
    package static let modelUpdate = OpKind(rawValue: "model.update")
    package static let modelStage = OpKind(rawValue: "model.stage")
    package static let modelUnstage = OpKind(rawValue: "model.unstage")
    package static let modelYield = OpKind(rawValue: "model.yield")
    package static let modelResolve = OpKind(rawValue: "model.resolve")
    package static let modelDelete = OpKind(rawValue: "model.delete")
    package static let modelRestore = OpKind(rawValue: "model.restore")
}

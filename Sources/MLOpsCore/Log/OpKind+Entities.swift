/// Kinds about runs that a program updates, about experiments and logged models. They live in the store
/// ``LogStore/runs``; docs/formats/log.md lists their members.
extension OpKind {
    package static let runUpdate = OpKind(rawValue: "run.update")
    package static let runInput = OpKind(rawValue: "run.input")
    package static let runOutput = OpKind(rawValue: "run.output")

    package static let experimentCreate = OpKind(rawValue: "experiment.create")
    package static let experimentUpdate = OpKind(rawValue: "experiment.update")
    package static let experimentTag = OpKind(rawValue: "experiment.tag")
    package static let experimentDelete = OpKind(rawValue: "experiment.delete")
    package static let experimentRestore = OpKind(rawValue: "experiment.restore")

    package static let loggedCreate = OpKind(rawValue: "logged.create")
    package static let loggedUpdate = OpKind(rawValue: "logged.update")
    package static let loggedParams = OpKind(rawValue: "logged.params")
    package static let loggedTag = OpKind(rawValue: "logged.tag")
    package static let loggedArtifact = OpKind(rawValue: "logged.artifact")
    package static let loggedDelete = OpKind(rawValue: "logged.delete")
    package static let loggedRestore = OpKind(rawValue: "logged.restore")
}

/// Kinds about the model registry. They live in the store ``LogStore/registry``; ``ModelFold`` lists their members.
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

package import MLOpsCore
package import MLOpsGit

/// The stages that a team has: Staging, Production, Archived, and those that `mlops.stage` names in `.mlopsconfig`, which
/// travels, or in this clone's config.
package struct RegistryStages {
    /// A team's own, in the order in which they are named.
    package let own: [String]

    package init(_ repository: Repository) throws {
        let named = try GitConfig.shared(of: repository).all("mlops.stage") + repository.config.all("mlops.stage")
        own = named.filter { (try? RegistryName.stage($0)) != nil }
    }

    /// `text` as a stage to put a version of `model` into. A word that nobody named before is taken for a mistake: a
    /// version in a stage that nobody deploys from goes unnoticed.
    package func check(_ text: String, of model: ModelRecord?) throws(RegistryError) -> String {
        let stage = try RegistryName.stage(text)
        if RegistryName.isWellKnownStage(stage) || own.contains(stage) || model?.stages[stage] != nil { return stage }
        let known = RegistryName.known + own
        let near = known.first { EditDistance.between($0.lowercased(), stage.lowercased()) <= 2 }
        throw .fatal(
            "no such stage '\(DisplayText.oneLine(stage))'",
            hint: near.map { "did you mean '\($0)'?" } ?? "there are \(known.joined(separator: ", "))",
            "git config -f \(GitConfig.sharedFileName) --add mlops.stage \(DisplayText.oneLine(stage))   (a stage of your own)"
        )
    }
}

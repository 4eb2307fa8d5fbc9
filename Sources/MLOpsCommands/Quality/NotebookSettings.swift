internal import MLOpsGit
internal import MLOpsNotebook

/// How notebooks are stripped in this repository. nbstripout's own keys count too, so that a team can mix both.
enum NotebookSettings {
    static func options(_ config: GitConfig?) -> StripOptions {
        var options = StripOptions()
        if let config { options.apply { config[$0] } }
        return options
    }
}

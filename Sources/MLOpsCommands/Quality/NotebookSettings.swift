internal import MLOpsGit
internal import MLOpsNotebook

/// How notebooks are stripped in this repository. nbstripout's own keys count too, so that a team can mix both.
enum NotebookSettings {
    static func options(_ config: GitConfig?) -> StripOptions {
        var options = StripOptions()
        guard let config else { return options }
        for section in ["filter.nbstripout", "mlops"] {
            options.extraKeys += StripArguments.words(config["\(section).extraKeys"] ?? "")
            options.keepMetadataKeys += StripArguments.words(config["\(section).keepMetadataKeys"] ?? "")
        }
        return options
    }
}

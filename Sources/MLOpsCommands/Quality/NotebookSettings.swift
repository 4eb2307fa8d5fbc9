internal import MLOpsGit
internal import MLOpsNotebook

/// How notebooks are stripped in this repository. nbstripout's own keys count too, so that a team can mix both.
enum NotebookSettings {
    static func options(_ config: GitConfig?) -> StripOptions {
        var options = StripOptions()
        if let config { options.apply { config[$0] } }
        return options
    }

    /// How notebooks are looked over.
    static func review(_ config: GitConfig?) -> NotebookReview {
        var review = NotebookReview()
        review.options = options(config)
        if let limit = config?.int("mlops.notebookSizeLimit") { review.sizeLimit = Int(limit) }
        return review
    }
}

/// The hooks of git that we take part in.
package enum HookEvent: String, CaseIterable, Sendable {
    case preCommit = "pre-commit"
    /// Before the commit of a merge without conflicts, for which git does not run pre-commit.
    case preMergeCommit = "pre-merge-commit"
    case postCommit = "post-commit"
    case postCheckout = "post-checkout"
    case postMerge = "post-merge"
    case postRewrite = "post-rewrite"
    case prePush = "pre-push"

    /// git writes what the hook is about to its standard input, so every chained hook needs a copy of it.
    var readsInput: Bool {
        self == .prePush || self == .postRewrite
    }

    /// Whether our exit status may stop the user's command. post-* hooks never do.
    var mayRefuse: Bool {
        self == .preCommit || self == .preMergeCommit || self == .prePush
    }

    /// Without the program, commits go on; a push would leave the large files behind and stops.
    var isNeeded: Bool {
        self == .prePush
    }
}

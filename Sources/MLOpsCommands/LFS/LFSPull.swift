internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSPull: LFSCommand {
    static let verb = LFSVerb(
        "pull", "Fetch Git LFS changes from the remote & checkout any required working tree files.",
        synopsis: ["git lfs pull [options] [<remote>]"], options: LFSPathOptions.options)

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let repository = try session.repository()
        let remote = arguments.words.first
        if let remote { try LFSRemotes.check(remote, repository) }
        let filter = LFSPathOptions.filter(arguments, try session.config())
        let files = try session.files()
        let found = try repository.workTree == nil ? files.files(in: "HEAD") : files.indexFiles()
        let status = try LFSFetching(session, remote: remote).fetch(found.filter { filter.accepts($0.path) })
        if repository.workTree == nil { return status }
        let checkingOut = LFSCheckingOut(session)
        if try checkingOut.isPossible() {
            try checkingOut.checkOut(filter)
        } else {
            session.out.line(
                "Skipping object checkout, Git LFS is not installed for this repository.\n"
                    + "Consider installing it with 'git lfs install'.")
        }
        return status
    }
}

struct LFSClean: LFSCommand {
    static let verb = LFSVerb(
        "clean", "Git clean filter that converts large files to pointers.", synopsis: ["git lfs clean [<path>]"])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        _ = try session.repository()
        return try LFSFilterProgram.become("clean", arguments, session)
    }
}

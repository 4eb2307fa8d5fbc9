struct LFSSmudge: LFSCommand {
    static let verb = LFSVerb(
        "smudge", "Git smudge filter that converts pointers in blobs to the actual content.",
        synopsis: ["git lfs smudge [<path>]", "git lfs smudge --skip [<path>]"], options: [LFSFilterProgram.skip])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        _ = try session.repository()
        return try LFSFilterProgram.become("smudge", arguments, session)
    }
}

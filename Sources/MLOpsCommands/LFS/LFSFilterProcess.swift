struct LFSFilterProcess: LFSCommand {
    static let verb = LFSVerb(
        "filter-process", "Git process filter that converts between large files and pointers.",
        options: [LFSFilterProgram.skip])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        try LFSFilterProgram.become("process", arguments, session)
    }
}

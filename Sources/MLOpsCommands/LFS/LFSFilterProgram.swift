internal import MLOpsCore
internal import MLOpsSystem

/// The filters are `git-mlops-filter`, which starts quicker than this program: it takes this one's place.
enum LFSFilterProgram {
    /// Returns only by throwing.
    static func become(_ verb: String, _ arguments: LFSArguments, _ session: LFSSession) throws -> Int32 {
        var environment = session.environment
        if arguments.has("skip") { environment["GIT_LFS_SKIP_SMUDGE"] = "1" }
        let words = verb == "process" ? [verb] : [verb, "--"] + arguments.words.prefix(1)
        let program = try ChildProcess.find(session.filterProgram(), environment: environment)
        throw ChildProcess.replaceSelf(with: program, words, environment: environment)
    }

    static let skip = LFSOption.flag("skip", "s", "Leave pointers as they are; download nothing.")
}

/// The end of a `git lfs` command with a message and a code, as Git LFS ends: mostly 2 and standard error.
struct LFSExit: Error {
    let message: String
    let code: Int32
    /// Some messages go to standard output.
    let isOutput: Bool

    init(_ message: String, code: Int32 = 2, isOutput: Bool = false) {
        self.message = message
        self.code = code
        self.isOutput = isOutput
    }

    static let notARepository = LFSExit("Not in a Git repository.", code: 128, isOutput: true)
    static let noWorkTree = LFSExit("This operation must be run in a work tree.", code: 128, isOutput: true)
}

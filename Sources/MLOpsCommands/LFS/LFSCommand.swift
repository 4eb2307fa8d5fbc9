/// A command of `git lfs`.
protocol LFSCommand: Sendable {
    static var verb: LFSVerb { get }

    /// The exit code.
    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32
}

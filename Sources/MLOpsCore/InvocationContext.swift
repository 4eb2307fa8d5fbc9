/// All that a use case may know of the process it runs in. Libraries never read the environment,
/// the home folder, the clock or the working folder themselves.
package struct InvocationContext: Sendable {
    /// Absolute path of the working folder.
    package var workingDirectory: String
    package var environment: [String: String]
    /// Milliseconds since 1970 UTC.
    package var now: @Sendable () -> Int64
    /// Random bits for identifiers.
    package var randomBits: @Sendable () -> UInt64
    /// `<prefix>/share/git-mlops`, or the package root in a build tree; nil when it cannot be found.
    package var shareDirectory: String?
    /// Absolute path of the running executable, links resolved.
    package var executablePath: String
    package var reporter: any Reporter

    package init(
        workingDirectory: String,
        environment: [String: String],
        now: @escaping @Sendable () -> Int64,
        randomBits: @escaping @Sendable () -> UInt64,
        shareDirectory: String?,
        executablePath: String,
        reporter: any Reporter
    ) {
        self.workingDirectory = workingDirectory
        self.environment = environment
        self.now = now
        self.randomBits = randomBits
        self.shareDirectory = shareDirectory
        self.executablePath = executablePath
        self.reporter = reporter
    }
}

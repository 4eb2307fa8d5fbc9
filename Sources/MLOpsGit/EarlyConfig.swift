internal import MLOpsCore
internal import MLOpsSystem

/// `git config --list -z`, started before the repository is open: git finds it and reads the configuration while
/// libgit2 starts, which takes as long.
struct EarlyConfig: ~Copyable {
    private var child: ChildProcess?

    init(_ context: InvocationContext) {
        child = try? ChildProcess(
            ["git"] + Self.arguments, workingDirectory: context.workingDirectory, environment: context.environment,
            input: .discard, output: .pipe, errors: .discard)
    }

    deinit {
        if let child { _ = child.wait() }
    }

    /// With includes: git leaves them out where GIT_CONFIG names one file.
    static let arguments = ["config", "--includes", "--list", "-z"]

    /// The listing, once; nil when git gave none. Asked again, from the top of the worktree, it says why.
    mutating func listing() -> [UInt8]? {
        guard let result = child.take()?.capture(), result.status.isSuccess else { return nil }
        return result.output
    }
}

import MLOpsCore
import MLOpsGit
import MLOpsSystem
import MLOpsTestSupport

extension TempRepository {
    /// A context as a command in `folder` (below the top, or absolute) would have it.
    func context(in folder: String = "", _ extra: [String: String] = [:]) -> InvocationContext {
        InvocationContext(
            workingDirectory: Paths.join(path, folder), environment: environment.merging(extra) { $1 },
            now: { 1_767_323_045_000 }, randomBits: { 42 }, shareDirectory: nil, executablePath: "/bin/true",
            reporter: SilentReporter())
    }

    func open(in folder: String = "", _ extra: [String: String] = [:]) throws -> Repository {
        try Repository.open(context(in: folder, extra))
    }
}

internal import MLOpsStore
internal import MLOpsSystem

/// Hooks of somebody else that git runs after it has checked files out and before it ends: they must find contents.
enum ForeignHooks {
    private static let events = ["post-checkout", "post-merge", "pre-merge-commit", "post-commit", "post-rewrite"]

    static func exist(
        _ location: GitLocation, _ config: FilterConfig, top: String, environment: [String: String]
    ) -> Bool {
        let folder = config["core.hookspath"].map { expandHome($0, environment) } ?? "hooks"
        // git takes a relative path from where hooks run, which is the top of the worktree.
        let base = config["core.hookspath"] == nil ? location.commonDirectory : top
        if events.contains(where: { isForeign(Paths.absolute(folder, in: base) + "/" + $0, $0) }) { return true }
        return config.hasForeignHooks
    }

    /// Executable and not exactly a script that `git mlops init` writes: ours begins and ends with lines that say so.
    private static func isForeign(_ path: String, _ event: String) -> Bool {
        guard let info = Files.info(path, followLinks: true), info.isExecutable else { return false }
        guard info.size < 1024, let bytes = try? Files.read(path) else { return true }
        let text = String(decoding: bytes, as: UTF8.self)
        return !text.hasPrefix("#!/bin/sh\n# git-mlops hook \(event), written by 'git mlops init'")
            || !text.hasSuffix("\nexec git mlops hook \(event) \"$@\"\n")
    }

    private static func expandHome(_ path: String, _ environment: [String: String]) -> String {
        guard path.hasPrefix("~/"), let home = environment["HOME"] else { return path }
        return Paths.join(home, String(path.dropFirst(2)))
    }
}

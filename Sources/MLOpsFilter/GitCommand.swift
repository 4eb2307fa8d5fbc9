internal import Glibc
internal import MLOpsSystem

/// The git command that started this filter, as /proc shows it.
enum GitCommand {
    /// Whether it runs nobody else's programs between checking out and ending: a rebase does (`--exec`, and its hooks
    /// after every commit). A parent that is not git, or cannot be seen, is not safe.
    static func isSafe(gitDirectory: String) -> Bool {
        for state in ["rebase-merge", "rebase-apply"] where Files.exists("\(gitDirectory)/\(state)") { return false }
        guard let words = nearest() else { return false }
        return !words.contains("rebase")
    }

    /// Whether it is `git add --renormalize`, which asks for conversion.
    static var isRenormalizing: Bool { nearest()?.contains("--renormalize") ?? false }

    /// Whether files are converted to be handed out, not for the worktree.
    static var isExporting: Bool {
        nearest()?.contains { ["archive", "upload-archive", "cat-file"].contains($0) } ?? false
    }

    /// Whether it only compares, so that what it is given goes nowhere. The word after git's own options decides: a file
    /// may have any name.
    static var isComparing: Bool {
        guard let words = nearest() else { return false }
        let takesValue: Set = ["-c", "-C", "--git-dir", "--work-tree", "--namespace", "--config-env"]
        var rest = words.dropFirst()
        while let word = rest.first, word.hasPrefix("-") { rest = rest.dropFirst(takesValue.contains(word) ? 2 : 1) }
        return ["diff", "diff-files", "diff-index", "status"].contains(rest.first)
    }

    /// The arguments of the nearest ancestor that is git; a shell or `env` may stand between.
    private static func nearest() -> [String]? {
        var process = getppid()
        for _ in 0..<4 where process > 1 {
            guard let words = arguments(of: process), let program = words.first else { return nil }
            let name = Paths.name(program)
            if name == "git" || name.hasPrefix("git-") { return words }
            guard let parent = parent(of: process) else { return nil }
            process = parent
        }
        return nil
    }

    private static func arguments(of process: pid_t) -> [String]? {
        guard let bytes = try? Files.read("/proc/\(process)/cmdline"), !bytes.isEmpty else { return nil }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The fourth field of `stat`; the second, the program's name in parentheses, may hold anything.
    private static func parent(of process: pid_t) -> pid_t? {
        guard let bytes = try? Files.read("/proc/\(process)/stat"),
            let end = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = String(decoding: bytes[(end + 1)...], as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? pid_t(fields[1]) : nil
    }
}

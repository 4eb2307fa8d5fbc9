internal import Glibc
internal import MLOpsGit
internal import MLOpsSystem

/// git runs pre-push under `--dry-run` too and does not say so; the command line of the git that waits for us does.
enum PushCommandLine {
    static func isDryRun(_ config: GitConfig) -> Bool {
        var process = getppid()
        // hook stub, hook manager and `git mlops` may stand between; a person's shell ends the search.
        for _ in 0..<12 where process > 1 {
            if let arguments = arguments(of: process), let verdict = isDryRun(arguments, config) { return verdict }
            guard let parent = parent(of: process) else { return false }
            process = parent
        }
        return false
    }

    /// Nil when these are not the arguments of a push.
    static func isDryRun(_ arguments: [String], _ config: GitConfig) -> Bool? {
        guard let program = arguments.first, Paths.name(program) == "git" || Paths.name(program) == "git-push" else {
            return nil
        }
        var words = arguments.dropFirst()
        if Paths.name(program) == "git" {
            while let word = words.first, word.hasPrefix("-") {
                words = words.dropFirst(["-c", "-C", "--git-dir", "--work-tree", "--namespace"].contains(word) ? 2 : 1)
            }
            guard let verb = words.first else { return nil }
            if verb != "push" {
                guard let alias = config["alias.\(verb)"], alias.split(separator: " ").contains("push") else {
                    return nil
                }
                words = words.dropFirst() + alias.split(separator: " ").map(String.init)
            }
        }
        return words.prefix { $0 != "--" }.contains { $0 == "--dry-run" || isShortDryRun($0) }
    }

    /// `-n`, alone or among other letters; `-o` takes the rest of the word.
    private static func isShortDryRun(_ word: String) -> Bool {
        guard word.hasPrefix("-"), !word.hasPrefix("--") else { return false }
        return word.dropFirst().prefix { $0 != "o" }.contains("n")
    }

    private static func arguments(of process: Int32) -> [String]? {
        guard let bytes = try? Files.read("/proc/\(process)/cmdline"), !bytes.isEmpty else { return nil }
        return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The fourth field of stat(5); the second, the name in parentheses, may hold anything.
    private static func parent(of process: Int32) -> Int32? {
        guard let bytes = try? Files.read("/proc/\(process)/stat"), let close = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = String(decoding: bytes[(close + 1)...], as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? Int32(fields[1]) : nil
    }
}

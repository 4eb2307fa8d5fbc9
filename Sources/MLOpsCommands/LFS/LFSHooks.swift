internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// The hooks that Git LFS puts into a repository.
struct LFSHooks {
    static let events = ["pre-push", "post-checkout", "post-commit", "post-merge"]

    private let folder: String
    /// The folder as messages show it.
    private let shownFolder: String

    init(_ repository: Repository) throws {
        let answer = try repository.gitChecked(["rev-parse", "--git-path", "hooks"]).text
        folder = Paths.absolute(answer, in: repository.workTree ?? repository.gitDirectory)
        let top = repository.workTree ?? repository.gitDirectory
        shownFolder = Paths.relative(folder, to: top) ?? folder
    }

    /// Puts hooks in place of none, of empty ones and of earlier ones of Git LFS; what runs git-mlops already does the
    /// same work and stays. Throws Git LFS's instructions when another hook is in the way.
    func install(force: Bool, _ events: [String] = events) throws {
        for event in events {
            let file = Paths.join(folder, event)
            let text = try Files.readIfPresent(file)?.asText ?? ""
            if !force, Self.runsOurs(text) || text == Self.script(event) { continue }
            guard force || Self.isReplaceable(text) else { throw Self.conflict(event, text) }
            try Files.makeDirectories(folder)
            try Files.write(Array(Self.script(event).utf8), to: file, mode: 0o755)
        }
    }

    /// Takes out hooks of Git LFS's, and no others.
    func uninstall() throws {
        for event in Self.events {
            let file = Paths.join(folder, event)
            if let text = try Files.readIfPresent(file)?.asText, !text.isEmpty, Self.isReplaceable(text) {
                try Files.remove(file)
            }
        }
    }

    /// What a person adds to hooks of their own.
    var instructions: String {
        Self.events.map { event in
            let lines = Self.script(event).split(separator: "\n").map { "\t\($0)" }.joined(separator: "\n")
            return "Add the following to '\(Paths.join(shownFolder, event))':\n\n\(lines)\n"
        }.joined(separator: "\n")
    }

    /// To the byte what Git LFS 3.3 writes: every later one knows it as its own and replaces it, and leaves alone or
    /// complains about any other text.
    private static func script(_ event: String) -> String {
        let missing =
            "\\nThis repository is configured for Git LFS but 'git-lfs' was not found on your path. If you no longer wish "
            + "to use Git LFS, remove this hook by deleting '.git/hooks/\(event)'.\\n"
        return "#!/bin/sh\ncommand -v git-lfs >/dev/null 2>&1 || { echo >&2 \"\(missing)\"; exit 2; }\n"
            + "git lfs \(event) \"$@\"\n"
    }

    private static func runsOurs(_ text: String) -> Bool {
        text.contains("git mlops hook ")
    }

    /// Whether each line is one that a Git LFS of some version writes.
    private static func isReplaceable(_ text: String) -> Bool {
        text.split(separator: "\n").map { $0.drop(while: \.isWhitespace) }.allSatisfy { line in
            line.hasPrefix("#!") || line.hasPrefix("git lfs ") || line.hasPrefix("command -v git-lfs ")
                || line.allSatisfy(\.isWhitespace)
        }
    }

    private static func conflict(_ event: String, _ text: String) -> LFSExit {
        let quoted = text.split(separator: "\n").map { "\t\($0)" }.joined(separator: "\n")
        return LFSExit(
            """
            Hook already exists: \(event)

            \(quoted)

            To resolve this, either:
              1: run `git lfs update --manual` for instructions on how to merge hooks.
              2: run `git lfs update --force` to overwrite your hook.
            """)
    }
}

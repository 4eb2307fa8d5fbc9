import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// A repository with large files on two branches, for git's own verbs: git starts the real filter through a script that
/// counts. Contents are in the store.
///
///     main: base (a.bin, b.bin, d/c.bin, text), change (b.bin, text)
///     side: base, first (a.bin, d/e.bin), second (d/c.bin)
final class CheckoutProject {
    enum Shape: String, CaseIterable, Sendable {
        case plain, splitIndex, version4, sparse, linkedWorktree, submodule, sha256
    }

    /// Where the workflow runs: the repository, its linked worktree, or a submodule.
    let repository: TempRepository
    let shape: Shape
    private let calls: String

    init(_ shape: Shape = .plain) throws {
        self.shape = shape
        let options = ["-b", "main"] + (shape == .sha256 ? ["--object-format=sha256"] : [])
        let first = try TempRepository(options)
        calls = first.directory.path("calls")
        try Self.configure(first, calls: calls)
        try Self.fill(first)
        repository = try Self.place(first, shape)
        try settle()
    }

    private static func configure(_ repository: TempRepository, calls: String) throws {
        let script = "#!/bin/sh\necho \"$1\" >> '\(calls)'\nexec '\(FilterClient.program)' \"$1\"\n"
        try repository.directory.write("counted", script, mode: 0o755)
        for (key, value) in [
            ("filter.mlops.process", "'\(repository.directory.path("counted"))' process"),
            ("filter.mlops.required", "true"), ("protocol.file.allow", "always"), ("advice.detachedHead", "false"),
        ] {
            try repository.git("config", "--global", key, value).check()
        }
    }

    private static func fill(_ repository: TempRepository) throws {
        try repository.write(".gitattributes", "*.bin filter=mlops -text\n")
        try repository.write("a.bin", content(200_000, 1))
        try repository.write("b.bin", content(1_500_000, 2), mode: 0o755)
        try repository.write("d/c.bin", content(70_000, 3))
        try repository.write("text", "one\n")
        try repository.commit("base")
        try repository.git("switch", "-q", "-c", "side").check()
        try repository.write("a.bin", content(210_000, 4))
        try repository.write("d/e.bin", content(90_000, 5))
        try repository.commit("first")
        try repository.write("d/c.bin", content(70_000, 6))
        try repository.commit("second")
        try repository.git("switch", "-q", "main").check()
        try repository.write("b.bin", content(1_400_000, 7), mode: 0o755)
        try repository.write("text", "two\n")
        try repository.commit("change")
    }

    private static func place(_ first: TempRepository, _ shape: Shape) throws -> TempRepository {
        switch shape {
        case .plain, .sha256: break
        case .splitIndex:
            try first.git("config", "core.splitIndex", "true").check()
            try first.git("update-index", "--split-index").check()
        case .version4:
            try first.git("config", "index.version", "4").check()
            try first.git("update-index", "--index-version", "4").check()
        case .sparse: try first.git("sparse-checkout", "set", "--no-cone", "/*", "!/d/").check()
        case .linkedWorktree:
            try first.git("switch", "-q", "--detach").check()
            try first.git("worktree", "add", "-q", "../linked", "main").check()
            return TempRepository(sharing: first, path: first.directory.path("linked"))
        case .submodule:
            let outer = TempRepository(sharing: first, path: first.directory.path("outer"))
            try first.git("init", "-q", "-b", "main", outer.path).check()
            try outer.run(
                ["git", "submodule", "--quiet", "add", first.path, "sub"], environment: ["GIT_LFS_SKIP_SMUDGE": "1"]
            ).check()
            let inner = TempRepository(sharing: first, path: outer.path("sub"))
            try first.run(["cp", "-r", first.path(".git/lfs"), outer.path(".git/modules/sub/lfs")]).check()
            try inner.run(["sh", "-c", "rm -rf *"]).check()
            try inner.git("reset", "-q", "--hard").check()
            try inner.git("branch", "-q", "side", "origin/side").check()
            return inner
        }
        return first
    }

    /// Makes every file older than the index, as it is a moment later in real life, so that the filter is called for
    /// nothing but what a workflow does.
    private func settle() throws {
        let touch = "[ ! -e \"$f\" ] || touch -d '1 hour ago' \"$f\""
        try repository.run(["sh", "-c", "git ls-files | while read -r f; do \(touch); done"]).check()
        try repository.git("update-index", "-q", "--refresh")
        try repository.git("status").check()
    }

    static func content(_ size: Int, _ seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size + 8)
        while bytes.count < size { withUnsafeBytes(of: random.next()) { bytes.append(contentsOf: $0) } }
        return Array(bytes.prefix(size))
    }

    /// How often git has started the filter since the last question.
    func takeCalls() throws -> Int {
        let count = try Files.readIfPresent(calls)?.count { $0 == 0x0a } ?? 0
        try Files.remove(calls)
        return count
    }

    /// What `git status` says, and how often it called the filter.
    func status(in other: TempRepository? = nil) throws -> (text: String, calls: Int) {
        _ = try takeCalls()
        let text = try (other ?? repository).git("status", "--porcelain").check().output
        return (text, try takeCalls())
    }

    /// Paths whose worktree file is not what HEAD names: a pointer, or another version.
    func wrongFiles(in other: TempRepository? = nil) throws -> [String] {
        let repository = other ?? repository
        let listing = try repository.git("ls-files", "-s", "-t", "*.bin").check().output
        return try listing.split(separator: "\n").filter { !$0.hasPrefix("S") }.compactMap { line in
            let path = String(line.split(separator: "\t")[1])
            let blob = try repository.git("cat-file", "blob", "HEAD:\(path)").check().outputBytes
            let file = try repository.bytes(path)
            let mode = line.split(separator: " ")[1] == "100755"
            let isRight =
                Pointer.parse(blob)?.pointer.object == ContentHasher.object(of: file)
                && Files.info(repository.path(path))?.isExecutable == mode
            return isRight ? nil : path
        }
    }

    /// Journals that are left.
    func journals(in other: TempRepository? = nil) throws -> [String] {
        let folder = try (other ?? repository).git("rev-parse", "--absolute-git-dir").check().output + "/mlops/checkout"
        return Files.isDirectory(folder) ? try Files.list(folder).filter { !$0.hasPrefix(".") } : []
    }
}

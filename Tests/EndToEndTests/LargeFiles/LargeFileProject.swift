import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport

/// A repository whose `*.bin` files are large files, with the filter in the user's configuration.
struct LargeFileProject {
    let repository: TempRepository

    init(name: String = "repo") throws {
        repository = try TempRepository(name: name)
        try Self.configure(repository)
        try repository.write(".gitattributes", "*.bin filter=mlops diff=mlops merge=mlops -text\n")
        try repository.commit("attributes")
    }

    /// What `git mlops install` writes.
    static func configure(_ repository: TempRepository) throws {
        for (key, value) in [
            ("process", "git-mlops-filter process"), ("clean", "git-mlops-filter clean -- %f"),
            ("smudge", "git-mlops-filter smudge -- %f"), ("required", "true"),
        ] {
            try repository.git("config", "--global", "filter.mlops.\(key)", value).check()
        }
    }

    /// Content that is different for every seed.
    static func content(_ size: Int, seed: UInt64 = 1) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size + 8)
        while bytes.count < size { withUnsafeBytes(of: random.next()) { bytes.append(contentsOf: $0) } }
        return Array(bytes.prefix(size))
    }

    /// The blob that git has for a path, in the index or in a commit.
    static func blob(_ repository: TempRepository, _ path: String, in revision: String = "") throws -> [UInt8] {
        try repository.git("cat-file", "blob", "\(revision):\(path)").check().outputBytes
    }

    /// Every object of the store by its path, read and compared with its name by sha256sum.
    static func storeIsSound(_ repository: TempRepository, root: String = ".git/lfs") throws -> Bool {
        let script = """
            find '\(root)/objects' -type f 2>/dev/null | while read -r f; do
              [ "$(sha256sum < "$f" | cut -d' ' -f1)" = "$(basename "$f")" ] || echo "$f"
            done
            """
        return try repository.run(["sh", "-c", script]).check().output.isEmpty
    }

    /// No large file may be missing, half, or look changed.
    static func isClean(_ repository: TempRepository) throws -> Bool {
        try repository.git("status", "--porcelain").check().output.isEmpty
    }
}

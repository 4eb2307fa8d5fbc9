package import MLOpsCore
internal import MLOpsSystem

/// Where a repository keeps its files, found without libgit2: the filter may not link it.
package struct GitLocation: Sendable, Equatable {
    /// Of this worktree: `.git`, or a folder in `.git/worktrees` or `.git/modules`. Absolute.
    package let gitDirectory: String
    /// Shared by all worktrees: objects, refs, config and our store. Absolute.
    package let commonDirectory: String

    package init(gitDirectory: String, commonDirectory: String) {
        self.gitDirectory = gitDirectory
        self.commonDirectory = commonDirectory
    }

    /// Finds the repository as git does: `GIT_DIR`, else the nearest folder upwards from `folder` that has `.git`
    /// (a folder, or a file that points to one) or is a bare repository itself.
    package static func find(from folder: String, environment: [String: String]) throws(Diagnostic) -> GitLocation {
        if let named = environment["GIT_DIR"], !named.isEmpty {
            let directory = Paths.absolute(named, in: folder)
            let common = environment["GIT_COMMON_DIR"].map { Paths.absolute($0, in: folder) }
            return GitLocation(gitDirectory: directory, commonDirectory: common ?? commonDirectory(of: directory))
        }
        var folder = folder
        while true {
            if let found = at(folder) { return found }
            if folder == "/" { break }
            folder = Paths.parent(folder)
        }
        throw .fatal("not a git repository (or any of the parent directories): .git")
    }

    /// The repository whose worktree top, git directory or bare folder is `folder` itself.
    package static func at(_ folder: String) -> GitLocation? {
        let dotGit = Paths.join(folder, ".git")
        if let directory = directory(at: dotGit) ?? (isGitDirectory(folder) ? folder : nil) {
            return GitLocation(gitDirectory: directory, commonDirectory: commonDirectory(of: directory))
        }
        return nil
    }

    /// `.git` itself when it is a folder, or what a `.git` file points to (linked worktrees, submodules).
    private static func directory(at dotGit: String) -> String? {
        switch Files.info(dotGit, followLinks: true)?.kind {
        case .directory?: return isGitDirectory(dotGit) ? dotGit : nil
        case .file?:
            guard let text = line(of: dotGit), text.hasPrefix("gitdir: ") else { return nil }
            let target = Paths.absolute(String(text.dropFirst(8)), in: Paths.parent(dotGit))
            return isGitDirectory(target) ? target : nil
        default: return nil
        }
    }

    private static func isGitDirectory(_ path: String) -> Bool {
        guard Files.info(path + "/HEAD") != nil else { return false }
        return Files.exists(path + "/commondir")
            || (Files.isDirectory(path + "/objects") && Files.isDirectory(path + "/refs"))
    }

    private static func commonDirectory(of directory: String) -> String {
        line(of: directory + "/commondir").map { Paths.absolute($0, in: directory) } ?? directory
    }

    private static func line(of path: String) -> String? {
        guard var bytes = try? Files.readIfPresent(path) else { return nil }
        while let last = bytes.last, last == 0x0a || last == 0x0d { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A path that git wrote in quotes, as C has them, since it begins with one or holds a line feed; else the text.
    static func unquoted(_ line: some StringProtocol) -> String {
        let bytes = Array(line.utf8)
        guard bytes.count >= 2, bytes.first == 0x22, bytes.last == 0x22 else { return String(line) }
        let letters: [UInt8: UInt8] = [0x61: 7, 0x62: 8, 0x74: 9, 0x6e: 10, 0x76: 11, 0x66: 12, 0x72: 13]
        var result: [UInt8] = []
        var rest = bytes[1..<(bytes.count - 1)]
        while let byte = rest.popFirst() {
            guard byte == 0x5c, let escaped = rest.first else {
                result.append(byte)
                continue
            }
            let digits = rest.prefix(3)
            if digits.count == 3, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8) {
                result.append(value)
                rest = rest.dropFirst(3)
            } else {
                result.append(letters[escaped] ?? escaped)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Stores of the repositories that this one borrows objects from (`git clone --reference`), as
    /// `objects/info/alternates` and `GIT_ALTERNATE_OBJECT_DIRECTORIES` name them.
    package func alternateStores(environment: [String: String]) -> [String] {
        var folders = (environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] ?? "").split(separator: ":").map(String.init)
        if let bytes = try? Files.readIfPresent(commonDirectory + "/objects/info/alternates") {
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            folders += lines.filter { !$0.hasPrefix("#") }.map {
                Paths.absolute(Self.unquoted($0), in: commonDirectory + "/objects")
            }
        }
        return folders.filter { $0.hasSuffix("/objects") }.map { Paths.parent($0) + "/lfs" }.filter(Files.isDirectory)
    }
}

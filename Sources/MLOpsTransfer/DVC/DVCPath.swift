internal import MLOpsCore

/// Resolves paths that `.dvc` files name. They come from whoever wrote the repository.
enum DVCPath {
    /// `path`, seen from `wdir`, seen from `folder` (which is relative to the top of the worktree), relative to the top.
    /// Throws the reason, the end of a sentence, for what is outside of the worktree.
    static func resolve(_ path: String, from wdir: String = ".", in folder: String) throws(Refusal) -> String {
        if path.isEmpty { throw Refusal(reason: "it names no path") }
        for text in [path, wdir] {
            if text.contains("://") || text.hasPrefix("/") {
                throw Refusal(reason: "'\(text)' is outside of the repository")
            }
            if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
                throw Refusal(reason: "its path has control characters")
            }
        }
        var parts = folder.split(separator: "/")
        for part in (wdir + "/" + path).split(separator: "/") where part != "." {
            guard part == ".." else {
                parts.append(part)
                continue
            }
            if parts.popLast() == nil { throw Refusal(reason: "'\(path)' is outside of the repository") }
        }
        if parts.isEmpty { throw Refusal(reason: "it names the whole repository") }
        return parts.joined(separator: "/")
    }

    /// Throws for a path that git, or DVC, itself lives in or reads.
    static func check(_ path: String) throws(Refusal) {
        let parts = path.split(separator: "/").map { $0.lowercased() }
        if parts.contains(where: { $0 == ".git" || $0 == ".dvc" || $0.hasPrefix("git~") }) {
            throw Refusal(reason: "'\(path)' is no place for data")
        }
        if let name = parts.last, name.hasPrefix(".git"), name != ".gitkeep" {
            throw Refusal(reason: "git itself reads '\(path)'")
        }
    }

    struct Refusal: Error {
        let reason: String
    }
}

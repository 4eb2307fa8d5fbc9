/// Arithmetic on paths relative to the top of the repository, which is "".
package enum RelativePath {
    package static func join(_ folder: String, _ path: String) -> String {
        if path.hasPrefix("/") { return path }
        return normalize(folder.isEmpty ? path : folder + "/" + path)
    }

    /// `.`, `..` and doubled slashes resolved by text; a path that leaves the top keeps its leading `..`.
    package static func normalize(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }

    package static func parent(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    /// The folders around `path`, nearest first.
    package static func parents(of path: String) -> [String] {
        var parents: [String] = []
        var rest = path
        while let slash = rest.lastIndex(of: "/") {
            rest = String(rest[..<slash])
            parents.append(rest)
        }
        return parents
    }

    /// Whether `path` is `folder` or lies in it.
    package static func isInside(_ path: String, _ folder: String) -> Bool {
        path == folder || folder.isEmpty || path.hasPrefix(folder + "/")
    }

    /// `path` as seen from `folder`, with `..` where needed.
    package static func relative(_ path: String, to folder: String) -> String {
        let target = path.split(separator: "/")
        let base = folder.split(separator: "/")
        let shared = zip(target, base).prefix { $0 == $1 }.count
        return (Array(repeating: "..", count: base.count - shared) + target[shared...].map(String.init))
            .joined(separator: "/")
    }

    /// Whether the path names something outside the worktree: absolute, above the top, or a URL.
    package static func isExternal(_ path: String) -> Bool {
        path.hasPrefix("/") || path == ".." || path.hasPrefix("../") || isURL(path)
    }

    package static func isURL(_ path: String) -> Bool {
        guard let colon = path.firstRange(of: "://") else { return false }
        return path[..<colon.lowerBound].allSatisfy { $0.isLetter || $0.isNumber || $0 == "+" }
            && colon.lowerBound != path.startIndex
    }

    /// Whether a component is `.git` in any spelling that some file system takes for it.
    package static func entersGitFolder(_ path: String) -> Bool {
        path.split(separator: "/").contains { $0.lowercased() == ".git" || $0.lowercased().hasPrefix("git~") }
    }
}

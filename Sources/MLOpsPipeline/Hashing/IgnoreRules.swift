internal import MLOpsCore
internal import MLOpsSystem

/// What `.dvcignore` files say, in the grammar of `.gitignore`: such files belong to no folder that a stage depends on
/// or makes, and pipeline files among them do not count.
package struct IgnoreRules {
    static let fileName = ".dvcignore"

    struct Rule {
        /// The folder of the file that says it, "" for the top.
        let folder: String
        let pattern: PathPattern
        let isNegated: Bool
        let isForFolders: Bool
    }

    private let root: String
    private var known: [String: [Rule]] = [:]

    /// `root` is the top of the worktree.
    package init(root: String) {
        self.root = root
    }

    /// Whether the path, relative to the top, or a folder that it lies in is ignored.
    package mutating func ignores(_ path: String) -> Bool {
        if RelativePath.isExternal(path) { return false }
        var folder = ""
        let names = path.split(separator: "/").map(String.init)
        for (index, name) in names.enumerated() {
            let rules = rules(in: folder)
            let isFolder = index + 1 < names.count || Files.isDirectory(Paths.join(root, path))
            folder = RelativePath.join(folder, name)
            if Self.matches(folder, isFolder: isFolder, rules) { return true }
        }
        return false
    }

    /// The rules that hold for what lies in `folder`, those that count more last.
    mutating func rules(in folder: String) -> [Rule] {
        if let rules = known[folder] { return rules }
        let above = folder.isEmpty ? [] : rules(in: RelativePath.parent(folder))
        let rules = above + own(folder)
        known[folder] = rules
        return rules
    }

    private func own(_ folder: String) -> [Rule] {
        let path = Paths.join(folder.isEmpty ? root : Paths.join(root, folder), Self.fileName)
        guard let text = (try? Files.readIfPresent(path))?.asText else { return [] }
        return text.split(whereSeparator: \.isNewline).compactMap { line in
            var line = line.drop(while: \.isWhitespace)
            while line.last?.isWhitespace ?? false { line.removeLast() }
            if line.isEmpty || line.hasPrefix("#") { return nil }
            let isNegated = line.hasPrefix("!")
            if isNegated { line.removeFirst() }
            return Rule(
                folder: folder, pattern: PathPattern(String(line)), isNegated: isNegated,
                isForFolders: line.hasSuffix("/"))
        }
    }

    /// Whether the last rule that speaks of the path ignores it.
    static func matches(_ path: String, isFolder: Bool, _ rules: [Rule]) -> Bool {
        let last = rules.last { rule in
            if rule.isForFolders, !isFolder { return false }
            let inside = rule.folder.isEmpty ? path[...] : path.dropFirst(rule.folder.count + 1)
            return rule.pattern.matchesItself(Array(inside.utf8))
        }
        return last.map { !$0.isNegated } ?? false
    }
}

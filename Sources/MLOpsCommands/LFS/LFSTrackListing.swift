internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
internal import MLOpsTerminal

/// The patterns of all attributes files, those in folders first.
struct LFSTrackListing {
    private struct Pattern {
        let text: String
        let source: String
        let entry: LFSAttributesFile.Entry
    }

    /// Those of the repository's own files, and those of all.
    private let ownPatterns: [Pattern]
    private let patterns: [Pattern]

    init(_ repository: Repository) throws {
        let top = repository.workTree ?? ""
        let listed = try repository.gitChecked([
            "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".gitattributes", "**/.gitattributes",
        ]).output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        let depth = { (path: String) in path.utf8.count { $0 == UInt8(ascii: "/") } }
        var sources = Array(Set(listed)).sorted { (depth($1), $0) < (depth($0), $1) }.map { ($0, Paths.join(top, $0)) }
        sources.append((".git/info/attributes", repository.commonDirectory + "/info/attributes"))
        let outer = Self.outerFiles(repository)
        // git takes macros from the top of the worktree only, not from folders in it.
        let outermost = sources.filter { !$0.0.hasSuffix("/.gitattributes") }.map(\.1)
        let macros = try Self.macros(of: outer.reversed() + outermost)
        ownPatterns = try sources.flatMap { try Self.patterns(of: $0.1, named: $0.0, macros) }
        patterns = try ownPatterns + outer.flatMap { try Self.patterns(of: $0, named: $0, macros) }
    }

    private static func macros(of paths: [String]) throws -> LFSAttributeMacros {
        var macros = LFSAttributeMacros()
        for path in paths {
            if let bytes = try Files.readIfPresent(path) { macros.read(LFSAttributesFile(bytes.asText)) }
        }
        return macros
    }

    private static func patterns(
        of path: String, named name: String, _ macros: LFSAttributeMacros
    ) throws -> [Pattern] {
        guard let bytes = try Files.readIfPresent(path) else { return [] }
        let folder = name.hasSuffix("/.gitattributes") ? String(name.dropLast(14)) : ""
        return LFSAttributesFile(bytes.asText).entries(expanding: macros).map { entry in
            let pattern = entry.pattern.hasPrefix("/") ? String(entry.pattern.dropFirst()) : entry.pattern
            return Pattern(text: folder + pattern, source: name, entry: entry)
        }
    }

    /// The user's attributes file and the machine's.
    private static func outerFiles(_ repository: Repository) -> [String] {
        let environment = repository.context.environment
        let home = environment["HOME"] ?? ""
        let standard = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(home)/.config"
        let configured = try? repository.git(["config", "--type=path", "core.attributesfile"])
        let user = configured?.status.isSuccess == true ? configured?.text : nil
        return [user ?? "\(standard)/git/attributes", "\(environment["PREFIX"] ?? "")/etc/gitattributes"]
    }

    /// Whether no file of the repository says which files are tracked.
    var isEmpty: Bool { ownPatterns.isEmpty }

    /// Whether a pattern of the folder `prefix` (relative to the top) is in one of the files already, with that lock.
    func knows(_ pattern: String, in prefix: String, lockable: Bool?) -> Bool {
        let path = Paths.normalize(Paths.join(prefix, pattern.hasPrefix("/") ? String(pattern.dropFirst()) : pattern))
        return ownPatterns.contains { known in
            Paths.normalize(known.text) == path && (lockable == nil || lockable == known.entry.isLockable)
        }
    }

    func show(_ arguments: LFSArguments, _ session: LFSSession) {
        if patterns.isEmpty { return }
        session.out.line("Listing tracked patterns")
        for pattern in patterns where pattern.entry.isTracked {
            session.out.line("    \(pattern.text)\(pattern.entry.isLockable ? " [lockable]" : "") (\(pattern.source))")
        }
        if arguments.has("no-excluded") { return }
        session.out.line("Listing excluded patterns")
        for pattern in patterns where !pattern.entry.isTracked {
            session.out.line("    \(pattern.text) (\(pattern.source))")
        }
    }

    func showJSON(_ session: LFSSession) {
        let list = patterns.map { pattern -> JSONValue in
            .object([
                "pattern": .string(pattern.text), "source": .string(pattern.source),
                "lockable": .bool(pattern.entry.isLockable), "tracked": .bool(pattern.entry.isTracked),
            ])
        }
        session.out.write(
            JSONValue.object(["patterns": list.isEmpty ? .null : .array(list)]).serialized(JSONStyle(indent: 1)))
        session.out.line()
    }
}

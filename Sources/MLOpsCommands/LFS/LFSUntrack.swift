internal import MLOpsCore
internal import MLOpsSystem
internal import MLOpsTerminal

struct LFSUntrack: LFSCommand {
    static let verb = LFSVerb(
        "untrack", "Remove Git LFS paths from Git Attributes.", synopsis: ["git lfs untrack <path>..."])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let repository = try session.workRepository()
        _ = try? LFSHooks(repository).install(force: false)
        if arguments.words.isEmpty {
            session.out.line("git lfs untrack <path> [path]*")
            return 0
        }
        let path = Paths.join(session.folder(in: repository), ".gitattributes")
        guard let bytes = try Files.readIfPresent(path) else { return 0 }
        var file = LFSAttributesFile(bytes.asText)
        var removed: [String] = []
        for word in arguments.words {
            let pattern = word.hasPrefix("./") ? String(word.dropFirst(2)) : word
            if file.untrack(pattern) { removed.append(pattern) }
        }
        if !removed.isEmpty { try Files.write(Array(file.text.utf8), to: path) }
        for pattern in removed { session.out.line("Untracking \(JSONValue.string(pattern).serialized().asText)") }
        return 0
    }
}

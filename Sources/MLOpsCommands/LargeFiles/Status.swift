internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsTerminal
internal import MLOpsTracking
internal import MLOpsTransfer

struct Status: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how large files stand, what is not pushed and what repro would run")

    @OptionGroup var output: OutputOptions

    init() {}

    func run(in session: Session) throws -> Int32 {
        let repository = try session.repository()
        let status = try LargeFiles(repository).status()
        let pipeline = output.porcelain && !output.json ? nil : PipelineSummary(session)
        if output.json {
            let unpushed = try unpushedOps(repository).map { (key: $0.0, value: JSONValue.integer(Int64($0.1))) }
            session.out.json(
                [
                    "schema": .integer(1), "unpushed": .null, "unpushed_ops": .object(JSONObject(unpushed)),
                    "pipeline": pipeline?.json ?? .null,
                ], lists: status.lists)
        } else if output.porcelain {
            status.writeLines(to: session.out, nulls: output.z)
        } else {
            status.writeText(to: session.out)
            for (remote, count) in try unpushedOps(repository) where count > 0 {
                session.out.line("\(count == 1 ? "1 op" : "\(count) ops") of the log not pushed to \(remote)")
            }
            if let line = pipeline?.line { session.out.line(line) }
        }
        return 0
    }

    /// By remote.
    private func unpushedOps(_ repository: Repository) throws -> [(String, Int)] {
        guard TrackingHooks.hasLog(repository) else { return [] }
        let config = try repository.config
        let store = try RunStore(repository)
        return try config.subsections(of: "remote").filter { config["remote.\($0).url"] != nil }.map { remote in
            (remote, try store.unpushedOps(to: remote))
        }
    }
}

extension LargeFileStatus {
    /// One line a file: git's two letters, `P` for a file that still is its pointer, and the path.
    fileprivate func writeLines(to out: Output, nulls: Bool) {
        let write = { (letters: String, path: RepoPath) in
            out.write(letters + " ")
            out.write(nulls ? path.bytes + [0] : Array((path.quoted() + "\n").utf8))
        }
        for change in staged { write("\(change.kind.letter) ", change.path) }
        for change in unstaged { write(change.kind == .unmerged ? "UU" : " \(change.kind.letter)", change.path) }
        for file in unfilled { write(" P", file.path) }
    }

    fileprivate func writeText(to out: Output) {
        section(
            "Large files to be committed:", staged.lazy.map { "\($0.kind.title)\($0.path.quoted())\($0.sizes)" }, out)
        section("Large files not staged for commit:", unstaged.lazy.map { "\($0.kind.title)\($0.path.quoted())" }, out)
        section(
            "Large files without their content (use 'git mlops pull' to get it):",
            unfilled.lazy.map { "\($0.path.quoted()) (\(ByteCount.text($0.object.size)))" }, out)
        guard let unpushed, !unpushed.isEmpty else { return }
        let objects = ObjectSet(unpushed.lazy.map(\.object)).objects
        let count = objects.count == 1 ? "1 object" : "\(objects.count) objects"
        out.line("\(count) not pushed, \(ByteCount.text(objects.reduce(0) { $0 + $1.size }))")
    }

    private func section(_ title: String, _ lines: some Collection<String>, _ out: Output) {
        if lines.isEmpty { return }
        out.line(title)
        for line in lines { out.line("\t" + line) }
        out.line()
    }

    fileprivate var lists: [String: any Sequence<JSONItem>] {
        var lists: [String: any Sequence<JSONItem>] = [
            "staged": staged.lazy.map { JSONItem.value($0.json) },
            "unstaged": unstaged.lazy.map { JSONItem.value($0.json) },
            "unfilled": unfilled.lazy.map { JSONItem.value($0.json) },
        ]
        lists["unpushed"] = unpushed?.lazy.map { JSONItem.value($0.json) }
        return lists
    }
}

extension LargeFile {
    fileprivate var json: JSONValue {
        .object([
            "path": .string(path.description), "oid": .string(object.id.hex), "size": .integer(object.size),
        ])
    }
}

extension LargeFileChange {
    fileprivate var json: JSONValue {
        .object([
            "kind": .string(kind.rawValue), "path": .string(path.description),
            "before": before.map { .string($0.id.hex) } ?? .null, "after": after.map { .string($0.id.hex) } ?? .null,
        ])
    }

    /// ` (1.00 KiB -> 2.00 KiB)`; `git` where git holds the content itself.
    fileprivate var sizes: String {
        let text = { (object: LargeObject?) in object.map { ByteCount.text($0.size) } ?? "in git" }
        switch kind {
        case .added: return " (\(text(after)))"
        case .deleted: return " (\(text(before)))"
        case .modified, .typeChanged, .unmerged: return " (\(text(before)) -> \(text(after)))"
        }
    }
}

extension LargeFileChange.Kind {
    fileprivate var letter: String {
        switch self {
        case .added: "A"
        case .modified: "M"
        case .deleted: "D"
        case .typeChanged: "T"
        case .unmerged: "U"
        }
    }

    fileprivate var title: String {
        switch self {
        case .added: "new file:   "
        case .modified: "modified:   "
        case .deleted: "deleted:    "
        case .typeChanged: "typechange: "
        case .unmerged: "unmerged:   "
        }
    }
}

internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLFS
internal import MLOpsSystem
internal import MLOpsTerminal
internal import MLOpsTransfer

struct LFSStatus: LFSCommand {
    static let verb = LFSVerb(
        "status", "Show the status of Git LFS files in the working tree.",
        options: [
            .flag("porcelain", "p", "Write lines for scripts."),
            .flag("json", "j", "Write JSON."),
        ])

    static func run(_ arguments: LFSArguments, in session: LFSSession) throws -> Int32 {
        let repository = try session.workRepository()
        _ = try repository.git(["update-index", "-q", "--refresh"])
        let scan = try LFSStatusScan(session.files())
        if arguments.has("porcelain") {
            for entry in unique(scan.unstaged + scan.staged) { session.out.line(porcelain(entry)) }
        } else if arguments.has("json") {
            session.out.write(json(scan).serialized())
            session.out.line()
        } else {
            try show(scan, repository, session)
        }
        return 0
    }

    private static func unique(_ entries: [LFSStatusEntry]) -> [LFSStatusEntry] {
        var seen: Set<RepoPath> = []
        return entries.filter { seen.insert($0.path).inserted }
    }

    private static func porcelain(_ entry: LFSStatusEntry) -> String {
        switch entry.letter {
        case "M": " M \(entry.path.quoted())"
        case "R", "C": "\(entry.letter)  \(entry.from?.quoted() ?? "") -> \(entry.path.quoted())"
        default: "\(entry.letter)  \(entry.path.quoted())"
        }
    }

    /// By name; of what is both unstaged and staged, the latter.
    private static func json(_ scan: LFSStatusScan) -> JSONValue {
        var entries: [String: LFSStatusEntry] = [:]
        for entry in scan.unstaged + scan.staged where entry.concernsLFS { entries[entry.path.quoted()] = entry }
        var files = JSONObject()
        for (name, entry) in entries.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            var fields: JSONObject = ["status": .string(String(entry.letter))]
            if let from = entry.from { fields["from"] = .string(from.quoted()) }
            files[name] = .object(fields)
        }
        return .object(["files": .object(files)])
    }

    private static func show(_ scan: LFSStatusScan, _ repository: Repository, _ session: LFSSession) throws {
        let out = session.out
        if repository.resolveIfPresent("HEAD") != nil {
            out.line("On branch \(try repository.gitChecked(["rev-parse", "--abbrev-ref", "HEAD"]).text)")
            let upstream = try repository.git(["rev-parse", "--abbrev-ref", "@{upstream}"])
            if upstream.status.isSuccess {
                out.line("Objects to be pushed to \(upstream.text):\n")
                let files = try session.files().files(reachableFrom: ["HEAD"], notFrom: ["@{upstream}"])
                for file in files.sorted(by: { $0.path < $1.path }) {
                    out.line("\t\(file.path.quoted()) (\(file.object.id.hex))")
                }
            }
        }
        out.line("\nObjects to be committed:\n")
        for entry in scan.staged { out.line("\t" + text(entry, repository)) }
        out.line("\nObjects not staged for commit:\n")
        for entry in scan.unstaged { out.line("\t\(shown(entry.from ?? entry.path, repository)) (\(state(entry)))") }
        out.line()
    }

    private static func text(_ entry: LFSStatusEntry, _ repository: Repository) -> String {
        let path = shown(entry.path, repository)
        let name = entry.from.map { "\(shown($0, repository)) -> \(path)" } ?? path
        return "\(name) (\(state(entry)))"
    }

    private static func state(_ entry: LFSStatusEntry) -> String {
        entry.letter == "A" ? entry.before : "\(entry.before) -> \(entry.after)"
    }

    /// Relative to the working folder.
    private static func shown(_ path: RepoPath, _ repository: Repository) -> String {
        let folders = repository.prefix.split(separator: "/").map { Array($0.utf8) }
        var parts = path.bytes.split(separator: UInt8(ascii: "/")).map(Array.init)
        var above = folders
        while parts.count > 1, let folder = above.first, folder == parts[0] {
            parts.removeFirst()
            above.removeFirst()
        }
        let up = above.map { _ in Array("..".utf8) }
        return RepoPath(bytes: Array((up + parts).joined(separator: [UInt8(ascii: "/")]))).quoted()
    }
}

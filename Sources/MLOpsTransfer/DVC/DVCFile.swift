internal import MLOpsCore
internal import MLOpsDocuments

/// What a `.dvc` file says.
struct DVCFile: Sendable {
    /// One output: a file or a folder that DVC keeps.
    struct Output: Sendable {
        /// Relative to the top of the worktree.
        let path: String
        let content: Content
        let isExecutable: Bool

        /// What `.dvc` file or `dvc.lock` say of `path`. Throws for what has another name than an MD5.
        init(_ entry: JSONValue, path: String) throws(DVCPath.Refusal) {
            self.path = path
            isExecutable = entry["isexec"]?.boolValue ?? false
            let isLegacy = entry["hash"] == nil
            if let files = entry["files"]?.arrayValue, files.allSatisfy({ $0["md5"] != nil }) {
                content = .files(try DVCDirectory.files(files, of: path, isLegacy: isLegacy))
                return
            }
            guard let digits = entry["md5"]?.stringValue, isLegacy || entry["hash"]?.stringValue == "md5",
                let hash = DVCHash(digits, isLegacy: isLegacy)
            else {
                let isCloud = entry["files"] != nil || entry["cloud"] != nil
                throw DVCPath.Refusal(
                    reason: "'\(path)' " + (isCloud ? "is kept by versions of a cloud" : "has no MD5"))
            }
            content = hash.isDirectory ? .list(hash) : .file(hash)
        }

        var isDirectory: Bool {
            if case .file = content { false } else { true }
        }
    }

    enum Content: Sendable {
        case file(DVCHash)
        /// A folder: the name of the list of its files.
        case list(DVCHash)
        /// A folder whose files are named where it is: it was pushed to a remote with versions.
        case files([DVCDirectory.File])
    }

    /// Relative to the top of the worktree.
    let path: String
    private(set) var outputs: [Output] = []
    /// Where an import came from.
    private(set) var origins: [String] = []
    /// What it says about its data that large files have no place for.
    private(set) var annotations: [String] = []
    /// Why it cannot be converted; ends of sentences.
    private(set) var problems: [String] = []

    static let sizeLimit = 1 << 20

    init(path: String, bytes: [UInt8]) {
        self.path = path
        do {
            let value = try Document.parse(bytes, format: .yaml, name: path)
            guard let root = value.objectValue, let outs = root["outs"]?.arrayValue, !outs.isEmpty else {
                problems.append("it names no outputs")
                return
            }
            if root["cmd"] != nil {
                problems.append(
                    "it is a stage with a command, of DVC before 1.0; 'dvc stage add' makes it one of dvc.yaml")
                return
            }
            let folder = path.split(separator: "/").dropLast().joined(separator: "/")
            let wdir = root["wdir"]?.stringValue ?? "."
            for out in outs { add(out, folder: folder, wdir: wdir) }
            origins = (root["deps"]?.arrayValue ?? []).map(Self.origin)
            annotations = Set(annotations + ["desc", "meta"].filter { root[$0] != nil }).sorted()
        } catch {
            problems.append(error.diagnostic.message)
        }
    }

    private mutating func add(_ out: JSONValue, folder: String, wdir: String) {
        do throws(DVCPath.Refusal) {
            guard let path = out["path"]?.stringValue else {
                throw DVCPath.Refusal(reason: "an output has no path")
            }
            let resolved = try DVCPath.resolve(path, from: wdir, in: folder)
            try DVCPath.check(resolved)
            if out["cache"]?.boolValue == false { throw DVCPath.Refusal(reason: "git keeps '\(resolved)' already") }
            outputs.append(try Output(out, path: resolved))
            annotations += ["desc", "meta", "type", "labels"].filter { out[$0] != nil }
        } catch {
            problems.append(error.reason)
        }
    }

    /// `URL`, or `PATH of REPOSITORY at REVISION`.
    private static func origin(_ dependency: JSONValue) -> String {
        let path = dependency["path"]?.stringValue ?? dependency["db"].map { _ in "a database" } ?? "?"
        guard let repository = dependency["repo"]?["url"]?.stringValue else { return path }
        let revision = dependency["repo"]?["rev_lock"]?.stringValue ?? dependency["repo"]?["rev"]?.stringValue
        return "\(path) of \(repository)" + (revision.map { " at \($0)" } ?? "")
    }
}

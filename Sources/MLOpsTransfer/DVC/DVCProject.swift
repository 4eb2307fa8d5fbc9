internal import Glibc
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// A DVC project in a worktree: what it keeps, and where the contents are on this machine.
struct DVCProject {
    private let repository: Repository
    let top: String
    /// The project's folder relative to the top, empty or ended by `/`.
    let prefix: String
    let config: DVCConfig
    /// Where contents from remotes are put.
    private let fetched: String

    /// `folder`: the project's, relative to the top; nil: the nearest upwards from the working folder.
    /// `places`: more of them that have contents.
    init(_ files: LargeFiles, folder: String?, places: [String]) throws {
        repository = files.repository
        top = try files.workTree()
        prefix = try Self.find(top: top, from: folder ?? repository.prefix, climbs: folder == nil)
        var config = DVCConfig(
            folder: Paths.join(top, prefix + ".dvc"), environment: repository.context.environment)
        for place in places { try config.add(place, in: repository.context.workingDirectory) }
        self.config = config
        fetched = DVCRemotes.folder(of: repository)
    }

    private static func find(top: String, from start: String, climbs: Bool) throws -> String {
        var parts = start.split(separator: "/").filter { $0 != "." }
        while true {
            let prefix = parts.map { $0 + "/" }.joined()
            if Files.isDirectory(Paths.join(top, prefix + ".dvc")) { return prefix }
            if !climbs || parts.popLast() == nil { break }
        }
        throw Diagnostic.fatal(
            "cannot find a DVC project: there is no folder '.dvc' here", hint: "git mlops migrate dvc <folder>")
    }

    /// The project's `.dvc` files, in the order of paths, without those of projects below it and those that
    /// `.dvcignore` hides from DVC.
    func dvcFiles() throws -> [DVCFile] {
        let nested = try list(["*/.dvc/config"]).map { $0.dropLast("config".count + ".dvc/".count) }
            .filter { $0.hasPrefix(prefix) && $0.count > prefix.count }
        let ignored = try Set(list(["*.dvc"], ["-i", "--exclude-per-directory=.dvcignore"]))
        return try list(["*.dvc"]).compactMap { path in
            guard path.hasPrefix(prefix), !path.hasSuffix("/.dvc"), !nested.contains(where: path.hasPrefix),
                !ignored.contains(path)
            else { return nil }
            let file = WorktreeFile(top: top, path: RepoPath(path))
            guard let info = file.info, info.kind == S_IFREG, info.size <= DVCFile.sizeLimit else { return nil }
            return DVCFile(path: path, bytes: try file.openForReading().readAll())
        }
    }

    /// Pipelines that were run: `dvc.yaml` with its `dvc.lock`.
    func pipelines() throws -> [(path: String, definition: [UInt8], lock: [UInt8])] {
        try list(["*dvc.yaml"]).compactMap { path in
            guard path.hasPrefix(prefix), Paths.name(path) == "dvc.yaml" else { return nil }
            let lock = String(path.dropLast("yaml".count)) + "lock"
            guard let definition = try read(path), let lock = try read(lock) else { return nil }
            return (path, definition, lock)
        }
    }

    /// A file of ordinary size; nil for anything else.
    private func read(_ path: String) throws -> [UInt8]? {
        let file = WorktreeFile(top: top, path: RepoPath(path))
        guard let info = file.info, info.kind == S_IFREG, info.size <= 64 << 20 else { return nil }
        return try file.openForReading().readAll()
    }

    /// Paths that git knows or would show, of a name that is text.
    private func list(_ patterns: [String], _ options: [String] = ["--exclude-standard"]) throws -> [String] {
        let arguments = ["ls-files", "-z", "-c", "-o"] + options + ["--full-name", "--"]
        let output = try repository.gitChecked(arguments + patterns.map { ":(top)" + $0 }).output
        return Set(output.split(separator: 0).compactMap { String(validating: $0, as: UTF8.self) }).sorted()
    }

    /// Files that should have the content, the cache's first.
    func sources(of hash: DVCHash) -> [String] {
        ([config.cache] + config.remotes.compactMap(\.folder) + [fetched]).flatMap { root in
            hash.places.map { Paths.join(root, $0) }
        }.filter { Files.info($0, followLinks: true)?.kind == .file }
    }

    /// Whether the list of a folder's files is on this machine.
    func hasList(of hash: DVCHash) -> Bool {
        sources(of: hash).contains { source in
            guard let info = Files.info(source, followLinks: true), info.size < DVCDirectory.sizeLimit,
                let names = try? DVCHasher.read(Descriptor(opening: source), isLegacy: false)
            else { return false }
            return names.digits == hash.digits
        }
    }

    /// The list of a folder's files. Throws the reason, the end of a sentence.
    func list(of folder: String, _ hash: DVCHash, damaged: inout [String]) throws -> [DVCDirectory.File] {
        for source in sources(of: hash) {
            guard let info = Files.info(source, followLinks: true), info.size < DVCDirectory.sizeLimit else { continue }
            let file = try Descriptor(opening: source)
            guard try DVCHasher.read(file, isLegacy: false).digits == hash.digits else {
                damaged.append(source)
                continue
            }
            return try DVCDirectory.files(try Files.read(source), of: folder, isLegacy: hash.isLegacy)
        }
        throw DVCPath.Refusal(
            reason: "the list of the files of '\(folder)' is neither in the cache nor on a remote that can be read"
        )
    }
}

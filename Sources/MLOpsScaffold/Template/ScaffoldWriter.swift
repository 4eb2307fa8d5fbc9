internal import MLOpsCore
internal import MLOpsSystem

/// Adds rendered files to a folder that may hold a project already. It writes only where nothing is, never through a
/// symbolic link, and each file appears whole.
package struct ScaffoldWriter {
    private let root: String
    private var createdFiles: [String] = []
    private var createdFolders: [String] = []

    private init(root: String) {
        self.root = root
    }

    /// What ``write(_:into:)`` would do; touches nothing.
    package static func plan(_ files: [RenderedFile], into root: String) throws -> ScaffoldReport {
        let writer = ScaffoldWriter(root: root)
        return ScaffoldReport(
            entries: try files.map { ScaffoldReport.Entry(path: $0.path, outcome: try writer.outcome($0)) })
    }

    /// Writes the files that are missing below `root`, which is made if needed.
    ///
    /// When one cannot be written, those written before it are removed again and the error is thrown. A program that
    /// is killed in between leaves whole files, and perhaps one called `.tmp-…`; running it again adds the others.
    package static func write(_ files: [RenderedFile], into root: String) throws -> ScaffoldReport {
        var writer = ScaffoldWriter(root: root)
        do {
            var entries: [ScaffoldReport.Entry] = []
            for file in files {
                entries.append(ScaffoldReport.Entry(path: file.path, outcome: try writer.add(file)))
            }
            return ScaffoldReport(entries: entries)
        } catch {
            writer.undo()
            throw error
        }
    }

    private mutating func add(_ file: RenderedFile) throws -> ScaffoldReport.Outcome {
        let outcome = try outcome(file)
        guard outcome == .created else { return outcome }
        let path = location(file.path.bytes)
        try makeFolder(Paths.parent(path))
        guard try Files.create(file.bytes, at: path, mode: file.mode & 0o111 == 0 ? 0o666 : 0o777) else {
            return try self.outcome(file)
        }
        createdFiles.append(path)
        return .created
    }

    private func outcome(_ file: RenderedFile) throws -> ScaffoldReport.Outcome {
        if let problem = ScaffoldPath.problem(file.path) {
            throw Diagnostic.fatal("cannot write '\(file.path)': \(problem)")
        }
        if let obstacle = obstacle(above: file.path) { return .blocked(by: obstacle) }
        let path = location(file.path.bytes)
        guard let info = Files.info(path) else { return .created }
        guard info.kind == .file, info.size == file.bytes.count else { return .differs }
        return try Files.read(path) == file.bytes ? .identical : .differs
    }

    /// The first folder above `path` that is no folder.
    private func obstacle(above path: RepoPath) -> RepoPath? {
        for slash in path.bytes.indices where path.bytes[slash] == UInt8(ascii: "/") {
            let folder = Array(path.bytes[..<slash])
            guard let info = Files.info(location(folder)) else { return nil }
            if info.kind != .directory { return RepoPath(bytes: folder) }
        }
        return nil
    }

    /// Paths of templates are UTF-8, so nothing is lost here.
    private func location(_ path: [UInt8]) -> String {
        Paths.join(root, path.asText)
    }

    private mutating func makeFolder(_ path: String) throws {
        if Files.exists(path) { return }
        try makeFolder(Paths.parent(path))
        try Files.makeDirectories(path)
        createdFolders.append(path)
    }

    private func undo() {
        for path in createdFiles { try? Files.remove(path) }
        for path in createdFolders.reversed() { Files.removeIfEmpty(path) }
    }
}

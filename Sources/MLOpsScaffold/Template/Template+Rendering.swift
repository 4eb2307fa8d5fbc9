internal import MLOpsCore
internal import MLOpsSystem

extension Template {
    private static let mostFiles = 20_000
    private static let largestTotal: Int64 = 1 << 28

    /// The project for these answers, in memory: every file whose rules hold, its path and content rendered, and the
    /// record of the answers. A file that holds a NUL or is not UTF-8 is copied as it stands.
    ///
    /// - Throws: ``TemplateError`` for a mistake in the template (an undefined name, a path that leaves the project,
    ///   two files in one place), ``SystemError`` when a file cannot be read.
    package func render(_ answers: TemplateAnswers) throws -> RenderedTemplate {
        let variables = answers.variables
        var files: [RenderedFile] = [TemplateRecord(self, answers).file]
        for source in try sources() where try applies(source, variables) {
            files.append(try render(source, variables))
        }
        files.sort { $0.path < $1.path }
        try refuseCollisions(files)
        let evaluator = TemplateEvaluator(variables: variables, file: Self.manifestName)
        let notes = try notes.map { note in
            try evaluator.render(TemplateParser.nodes(of: Array(note.utf8), file: Self.manifestName)).asText
        }
        return RenderedTemplate(files: files, notes: notes.filter { !$0.isEmpty })
    }

    private func applies(_ source: TemplateSource, _ variables: [String: TemplateValue]) throws -> Bool {
        let evaluator = TemplateEvaluator(variables: variables, file: Self.manifestName)
        for rule in rules where rule.pattern.matches(source.path) {
            if !(try evaluator.value(of: rule.condition).isTrue) { return false }
        }
        return true
    }

    private func render(_ source: TemplateSource, _ variables: [String: TemplateValue]) throws -> RenderedFile {
        let shown = "files/\(source.path)"
        let evaluator = TemplateEvaluator(variables: variables, file: shown)
        let path = try render(path: source.path, evaluator)
        var bytes = try Files.read(source.location)
        if !verbatim.contains(where: { $0.matches(source.path) }), Self.isText(bytes) {
            bytes = try evaluator.render(TemplateParser.nodes(of: bytes, file: shown))
        }
        return RenderedFile(path: path, bytes: bytes, mode: source.isExecutable ? 0o755 : 0o644)
    }

    /// Name by name: `dot-x` stands for `.x`, and only as it is stored, so that no answer can make a dotfile.
    private func render(path: String, _ evaluator: TemplateEvaluator) throws -> RepoPath {
        let names = try path.split(separator: "/").map { name in
            let stored = name.hasPrefix("dot-") ? "." + name.dropFirst(4) : String(name)
            let rendered = try evaluator.render(TemplateParser.nodes(of: Array(stored.utf8), file: evaluator.file))
            if rendered.contains(UInt8(ascii: "/")) {
                throw TemplateError(evaluator.file, "the name becomes '\(rendered.asText)', which is a path")
            }
            return rendered
        }
        let rendered = RepoPath(bytes: Array(names.joined(separator: [UInt8(ascii: "/")])))
        if let problem = ScaffoldPath.problem(rendered) {
            throw TemplateError(evaluator.file, "cannot write '\(rendered)': \(problem)")
        }
        return rendered
    }

    private static func isText(_ bytes: [UInt8]) -> Bool {
        !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
    }

    private func refuseCollisions(_ files: [RenderedFile]) throws(TemplateError) {
        let paths = Set(files.map(\.path))
        for (file, next) in zip(files, files.dropFirst()) where file.path == next.path {
            throw TemplateError(Self.manifestName, "two files become '\(file.path)'")
        }
        for file in files {
            var folder = file.path.bytes
            while let slash = folder.lastIndex(of: UInt8(ascii: "/")) {
                folder.removeSubrange(slash...)
                if paths.contains(RepoPath(bytes: folder)) {
                    throw TemplateError(Self.manifestName, "'\(folder.asText)' is a file and a folder")
                }
            }
        }
    }

    /// The tree `files/`, sorted. Links and special files are refused: what they name is not part of the template.
    private func sources() throws -> [TemplateSource] {
        var sources: [TemplateSource] = []
        var total: Int64 = 0
        // A link would bring in whatever it leads to on the machine of the user.
        guard let top = Files.info(Paths.join(directory, "files")), top.kind == .directory else {
            throw TemplateError("files", "not a folder")
        }
        try collect("", into: &sources, total: &total)
        return sources
    }

    private func collect(_ folder: String, into sources: inout [TemplateSource], total: inout Int64) throws {
        let top = Paths.join(directory, "files")
        for name in try Files.list(Paths.join(top, folder)) {
            let path = Paths.join(folder, name)
            let location = Paths.join(top, path)
            guard let info = Files.info(location) else { continue }
            switch info.kind {
            case .directory: try collect(path, into: &sources, total: &total)
            case .file:
                sources.append(TemplateSource(path: path, location: location, isExecutable: info.isExecutable))
                total += info.size
            default: throw TemplateError("files/\(path)", "neither a file nor a folder")
            }
            if sources.count > Self.mostFiles || total > Self.largestTotal {
                throw TemplateError("files", "more than \(Self.mostFiles) files or \(Self.largestTotal >> 20) MiB")
            }
        }
    }
}

/// A file of the tree `files/`.
struct TemplateSource: Sendable {
    /// Relative to `files/`, as it is stored.
    let path: String
    /// Where it is on disk.
    let location: String
    let isExecutable: Bool
}

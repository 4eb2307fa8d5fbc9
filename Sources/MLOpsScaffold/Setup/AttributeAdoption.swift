internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// Which of the patterns in `filters/attributes` a repository should get.
struct AttributeAdoption {
    let repository: Repository
    let top: String

    init(_ repository: Repository, top: String) {
        self.repository = repository
        self.top = top
    }

    func missingLines() throws -> (lines: [String], remarks: [String]) {
        guard let share = repository.context.shareDirectory else {
            throw Diagnostic.fatal(
                "cannot find the files of git-mlops", hint: "install it again, or set GIT_MLOPS_SHARE")
        }
        let offered = try Self.lines(Files.read(Paths.join(share, "filters/attributes")))
        let present = try Self.lines(Files.readIfPresent(Paths.join(top, ".gitattributes")) ?? [])
        // Patterns that name our filters already are the team's own choice.
        if present.contains(where: { $0.contains("filter=mlops") }) { return ([], []) }
        let filtered = Set(present.filter { $0.contains("filter") }.compactMap(Self.pattern))
        let candidates = offered.filter { line in Self.pattern(line).map { !filtered.contains($0) } ?? false }
        return try split(candidates)
    }

    /// Leaves out patterns of large files that match files which git holds whole already: with the attribute, each
    /// of them would be shown as modified at once.
    private func split(_ candidates: [String]) throws -> (lines: [String], remarks: [String]) {
        var lines: [String] = []
        var remarks: [String] = []
        for line in candidates {
            guard let pattern = Self.pattern(line) else { continue }
            let tracked = line.contains("filter=mlops ") ? try trackedFiles(pattern) : 0
            if tracked == 0 {
                lines.append(line)
            } else {
                let files = tracked == 1 ? "1 file" : "\(tracked) files"
                remarks.append(
                    "\(pattern) is left out: git holds \(files) of it already; git mlops track '\(pattern)' moves them")
            }
        }
        return (lines, remarks)
    }

    private func trackedFiles(_ pattern: String) throws -> Int {
        let answer = try repository.gitChecked(["ls-files", "-z", "--", ":(glob)**/\(pattern)"])
        return answer.output.count { $0 == 0 }
    }

    private static func lines(_ bytes: [UInt8]) throws -> [String] {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init).filter {
            !$0.hasPrefix("#")
        }
    }

    private static func pattern(_ line: String) -> String? {
        line.split(whereSeparator: \.isWhitespace).first.map(String.init)
    }
}

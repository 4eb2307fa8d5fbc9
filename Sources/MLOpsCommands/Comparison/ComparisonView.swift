internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsReport
internal import MLOpsTerminal

/// Loads both sides of a comparison and shows it in the form that was asked for.
struct ComparisonView {
    let options: ComparisonOptions
    let session: Session

    func show(_ kind: Comparison.Kind, choice: ParamsChoice = .all) throws -> Int32 {
        let range = try ComparisonRange(arguments: options.sides, worktree: options.worktree)
        let repository = try session.repository()
        let targets = try options.targets.map { target in
            let path = RelativePath.join(repository.prefix, target)
            guard !RelativePath.isExternal(path) else {
                throw Diagnostic.fatal("\(target): '\(target)' is outside repository")
            }
            return path
        }
        let source: any ComparisonSource = try RecordedRuns(repository) ?? NoRuns()
        var loader = ComparisonLoader(repository: repository, source: source, kind: kind, targets: targets)
        loader.choice = choice
        let comparison = Comparison(kind: kind, old: try loader.side(range.old), new: try loader.side(range.new))
        write(comparison)
        return options.exitCode && !comparison.changes.isEmpty ? 1 : 0
    }

    private func write(_ comparison: Comparison) {
        let numbers = NumberText(precision: options.precision)
        if options.output.json {
            session.out.json(comparison.json(all: options.all))
        } else if options.output.porcelain || options.output.z {
            session.out.write(comparison.porcelain(all: options.all, terminator: options.output.z ? "\0" : "\n"))
        } else if options.markdown {
            session.out.write(comparison.markdown(all: options.all, numbers: numbers))
        } else {
            session.out.write(table(comparison, numbers))
        }
    }

    /// Nothing at all when nothing differs, as `git diff` has it.
    private func table(_ comparison: Comparison, _ numbers: NumberText) -> String {
        let rows = options.all ? comparison.rows : comparison.changes
        guard !rows.isEmpty else { return "" }
        let showsFile = Set(comparison.rows.map(\.file)).count > 1
        var table = Table(columns: [
            .init(comparison.kind.title), .init(comparison.old.label, .right), .init(comparison.new.label, .right),
            .init("Change", .right), .init("Relative", .right), .init(""),
        ])
        table.rows = rows.map { row in
            [
                row.key.isEmpty ? "(value)" : printable(row.key), numbers.value(row.old), numbers.value(row.new),
                paint(numbers.change(row), row), paint(numbers.relative(row), row),
                row.verdict == .neutral ? "" : paint(row.verdict.rawValue, row),
            ]
        }
        if showsFile {
            table.columns.insert(.init("File"), at: 0)
            for (index, row) in rows.enumerated() { table.rows[index].insert(printable(row.file), at: 0) }
        }
        return table.text { session.out.paint($0, .bold) }
    }

    private func printable(_ text: String) -> String {
        RepoPath(text).quoted(quoteHighBytes: false)
    }

    private func paint(_ text: String, _ row: ComparisonRow) -> String {
        switch row.verdict {
        case .better: session.out.paint(text, .green)
        case .worse: session.out.paint(text, .red)
        case .neutral: text
        }
    }
}

internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsSystem
internal import MLOpsTransfer

struct Update: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Get imported files again where they have changed",
        usage: "git mlops update [--force] [--allow-host <host>]... [--max-size <bytes>] <path>...",
        discussion: """
            PATH is a file that 'git mlops import-url' or 'dvc import-url' brought, or its .dvc file. The place is asked \
            by ETag or time of change; nothing is sent when neither differs.
            """)

    @Argument(help: "Imported files")
    var paths: [String]

    @Flag(name: .shortAndLong, help: "Get files again that were changed here, and those that have not changed there")
    var force = false

    @OptionGroup var options: ImportOptions

    init() {}

    func run(in session: Session) throws -> Int32 {
        let repository = try session.repository()
        for path in paths { try update(path, repository, session) }
        return 0
    }

    private func update(_ text: String, _ repository: Repository, _ session: Session) throws {
        let name = text.hasSuffix(ImportTarget.ending) ? String(text.dropLast(ImportTarget.ending.count)) : text
        let target = try ImportTarget(name, in: repository)
        guard let record = try target.record else {
            throw Diagnostic.fatal(
                "'\(target.path)' is no import: there is no '\(target.recordPath)'", hint: "git mlops import-url URL")
        }
        guard record.output == Paths.name(target.path) else {
            throw Diagnostic.fatal("'\(target.recordPath)' records another file, '\(record.output)'")
        }
        let isWhole = try target.holds(record)
        guard force || isWhole || !target.exists else {
            throw Diagnostic.fatal("'\(target.path)' was changed here", hint: "--force overwrites it")
        }
        let address = try ImportAddress.resolve(record.source, repository)
        let source = try OutsideSource(address, folder: Paths.parent(target.full))
        try ImportAddress.requireTrust(source, address, repository)
        let known = OutsideState(etag: record.etag, lastModified: record.lastModified, size: record.size)
        let fetcher = try options.fetcher(repository, known: record.hosts)
        let file = try fetcher.fetch(source, unless: isWhole && !force ? known : nil, to: target.temporary)
        guard let file, !isWhole || file.md5 != record.md5 else {
            if let file { try Files.remove(file.path) }
            session.reporter.note("'\(target.path)' is up to date")
            return
        }
        try target.place(file, source: record.source, hosts: (record.hosts + options.allowHost).uniqued(), old: record)
        session.reporter.note("Updated '\(target.path)' (\(record.size) to \(file.size) bytes)")
    }
}

extension [String] {
    fileprivate func uniqued() -> [String] {
        reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

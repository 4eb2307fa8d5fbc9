internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
internal import MLOpsTransfer

struct ImportURL: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-url", abstract: "Get a file from outside and record where it came from",
        usage: "git mlops import-url [--force] [--allow-host <host>]... [--max-size <bytes>] <url> [<path>]",
        discussion: """
            Known are http, https, s3://bucket/key, rclone:remote:path, remote://NAME/path of a remote for large files, \
            and paths. PATH.dvc records address, ETag, time, size and hashes, as DVC does; 'git mlops update PATH' looks \
            whether there is something new.
            """)

    @Argument(help: "Where the file is")
    var url: String

    @Argument(help: "Where it goes (default: its own name, here)")
    var path: String?

    @Flag(name: .shortAndLong, help: "Overwrite a file that is there")
    var force = false

    @OptionGroup var options: ImportOptions

    init() {}

    func run(in session: Session) throws -> Int32 {
        let repository = try session.repository()
        let address = try ImportAddress.resolve(url, repository)
        let source = try OutsideSource(address, folder: session.context.workingDirectory)
        guard let name = path ?? (source.fileName.isEmpty ? nil : source.fileName) else {
            throw Diagnostic.usage("the address names no file: say where it goes")
        }
        let target = try ImportTarget(name, in: repository)
        guard force || !target.exists else {
            throw Diagnostic.fatal(
                "'\(target.path)' is there already", hint: "git mlops update \(target.path), or --force to overwrite it"
            )
        }
        let fetcher = try options.fetcher(repository, known: [])
        guard let file = try fetcher.fetch(source, to: target.temporary) else {
            throw Diagnostic.bug("an import without a record was up to date")
        }
        // A path is written as it is from the top of the machine: it means the same in every folder.
        let written = if case .file(let path) = source { path } else { url }
        try target.place(file, source: written, hosts: options.allowHost, old: nil)
        // What is trusted is where an address leads to now: the remote of a name may become another one.
        if source.needsTrust { try ImportAddress.trust(written == url ? address : written, repository) }
        session.reporter.note("Imported '\(target.path)' (\(file.size) bytes)")
        session.reporter.hint("git add \(target.path) \(target.recordPath)")
        return 0
    }
}

struct ImportOptions: ParsableArguments {
    @Option(help: "Let the address lead to this host as well (can be repeated)")
    var allowHost: [String] = []

    @Option(help: "Refuse files of more bytes (default: mlops.importMaxSize, else 16 GiB)")
    var maxSize: Int64?

    init() {}

    func fetcher(_ repository: Repository, known: [String]) throws -> OutsideFetcher {
        let limit = try maxSize ?? repository.config.int("mlops.importmaxsize") ?? 16 << 30
        return OutsideFetcher(repository, limit: limit, allowingRedirectsTo: allowHost + known)
    }
}

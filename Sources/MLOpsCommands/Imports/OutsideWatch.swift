internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsTransfer

/// Asks for the version of files outside that stages depend on, by ETag or time of change; nothing is got.
struct OutsideWatch {
    private let repository: Repository

    init(_ repository: Repository) {
        self.repository = repository
    }

    /// What the place calls the version of the file there, with the key that DVC keeps it under.
    func version(of url: String) throws -> OutsideVersion {
        let address = try ImportAddress.resolve(url, repository)
        let source = try OutsideSource(address, folder: repository.context.workingDirectory)
        try ImportAddress.requireTrust(source, address, repository)
        let state = try OutsideFetcher(repository, limit: .max).state(of: source)
        if let etag = state.etag {
            if case .web = source { return OutsideVersion(key: "checksum", text: etag, size: state.size) }
            let digits = etag.hasPrefix("\"") && etag.hasSuffix("\"") ? String(etag.dropFirst().dropLast()) : etag
            return OutsideVersion(key: "etag", text: digits, size: state.size)
        }
        guard let time = state.lastModified else {
            throw Diagnostic.fatal(
                "'\(url)' says neither by ETag nor by time whether it changed",
                hint: "bring it into the repository: git mlops import-url '\(url)'")
        }
        return OutsideVersion(key: "checksum", text: time, size: state.size)
    }
}

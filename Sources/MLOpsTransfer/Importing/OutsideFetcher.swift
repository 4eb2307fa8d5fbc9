internal import MLOpsCore
package import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// Gets single files from outside, on a person's word. Whatever the other side answers, nothing but the file that was
/// asked for, whole, comes of it.
package struct OutsideFetcher {
    let repository: Repository
    /// Longer files are refused.
    private let limit: Int64
    /// Hosts besides that of the address which a redirect may lead to.
    private let hosts: [String]

    package init(_ repository: Repository, limit: Int64, allowingRedirectsTo hosts: [String] = []) {
        self.repository = repository
        self.limit = limit
        self.hosts = hosts.map { $0.lowercased() }
    }

    /// The file, written to `path`; nil when it is what `known` says, so far as the place can tell.
    package func fetch(_ source: OutsideSource, unless known: OutsideState? = nil, to path: String) throws
        -> FetchedFile?
    {
        do {
            switch source {
            case .web(let address, let url): return try web(url, address, known, path)
            case .s3(let location, let key): return try s3(location, key, known, path)
            case .file(let file): return try copy(of: file, path, OutsideState())
            case .rclone(let target): return try rclone(target, known, path)
            }
        } catch {
            try? Files.remove(path)
            throw error
        }
    }

    // The first answer's address decides where others may come from.
    private func web(
        _ url: String, _ address: HTTPAddress, _ known: OutsideState?, _ path: String
    ) throws -> FetchedFile? {
        let client = try HTTPClient(repository: repository)
        var request = HTTPRequest("GET", url, headers: Self.conditions(known))
        request.redirectLimit = 0
        for _ in 0...10 {
            let writer = try OutsideWriter(path, limit: limit, host: address.hostAndPort)
            let response = try client.send(request, to: writer.sink)
            if response.status == 304 { return nil }
            if let next = try redirect(response, from: request.url, first: address) {
                request.url = next
                continue
            }
            guard response.status == 200 else {
                throw Diagnostic.fatal(
                    "'\(address.hostAndPort)' has no such file to give: it answered \(response.status)")
            }
            return try writer.finish(path, OutsideState(response.headers))
        }
        throw Diagnostic.fatal("'\(address.hostAndPort)' redirects without end")
    }

    private static func conditions(_ known: OutsideState?) -> HTTPHeaders {
        if let etag = known?.etag { return ["If-None-Match": etag] }
        if let date = known?.lastModified { return ["If-Modified-Since": date] }
        return [:]
    }

    func redirect(_ response: HTTPResponse, from url: String, first: HTTPAddress) throws -> String? {
        guard [301, 302, 303, 307, 308].contains(response.status), let location = response.headers["Location"] else {
            return nil
        }
        guard let target = HTTPAddress.resolve(location, base: url), let address = HTTPAddress(target),
            address.user == nil
        else { throw Diagnostic.fatal("'\(first.hostAndPort)' redirects to what is no address") }
        if address.scheme == "http", HTTPAddress(url)?.scheme == "https" {
            throw Diagnostic.fatal("'\(first.hostAndPort)' redirects from https to http")
        }
        guard address.hostAndPort == first.hostAndPort || hosts.contains(address.hostAndPort) else {
            throw Diagnostic.fatal(
                "'\(first.hostAndPort)' redirects to another host, '\(address.hostAndPort)'",
                hint: "if the file may come from there: --allow-host \(address.hostAndPort)")
        }
        return target
    }

    private func s3(_ location: S3Location, _ key: String, _ known: OutsideState?, _ path: String) throws
        -> FetchedFile?
    {
        let client = try client(of: location)
        let writer = try OutsideWriter(path, limit: limit, host: location.bucket)
        let response = try client.send(
            S3Client.Call(method: "GET", key: key, headers: Self.conditions(known)), to: writer.sink)
        if response.status == 304 { return nil }
        guard response.status == 200 else {
            let error = S3Error(response)
            throw Diagnostic.fatal(
                "bucket '\(location.bucket)' has no '\(key)' to give: \(error.code.isEmpty ? "\(error.status)" : error.code)"
            )
        }
        return try writer.finish(path, OutsideState(response.headers))
    }

    func client(of location: S3Location) throws -> S3Client {
        let context = repository.context
        let settings = AWSSettings(environment: context.environment, profile: location.profile) { LocalFiles.read($0) }
        return try S3Client(location, settings: settings, http: HTTPClient(repository: repository), now: context.now)
    }

    func rclone(_ target: String) -> Rclone {
        Rclone(
            name: target, environment: repository.context.environment,
            workingDirectory: repository.workTree ?? repository.gitDirectory)
    }

    private func rclone(_ target: String, _ known: OutsideState?, _ path: String) throws -> FetchedFile? {
        let rclone = rclone(target)
        let state = try rclone.state(of: target)
        if let known, known.lastModified != nil, known.lastModified == state.lastModified, known.size == state.size {
            return nil
        }
        try require((state.size ?? 0) <= limit, host: target)
        try rclone.copyFile(target, to: path)
        return try hash(path, OutsideState(lastModified: state.lastModified))
    }

    private func copy(of file: String, _ path: String, _ state: OutsideState) throws -> FetchedFile {
        guard let info = Files.info(file, followLinks: true) else {
            throw Diagnostic.fatal("'\(file)' is not there")
        }
        guard info.kind == .file else { throw Diagnostic.fatal("'\(file)' is not a file") }
        let source = try Descriptor(opening: file)
        let writer = try OutsideWriter(path, limit: limit, host: file)
        try source.forEachChunk { try writer.write($0) }
        return try writer.finish(path, state)
    }

    private func hash(_ path: String, _ state: OutsideState) throws -> FetchedFile {
        let source = try Descriptor(opening: path)
        let writer = try OutsideWriter(nil, limit: limit, host: path)
        try source.forEachChunk { try writer.write($0) }
        return try writer.finish(path, state)
    }

    private func require(_ isShort: Bool, host: String) throws {
        if !isShort { throw OutsideWriter.tooLarge(host, limit) }
    }
}

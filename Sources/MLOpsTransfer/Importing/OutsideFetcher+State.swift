internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

extension OutsideFetcher {
    /// What the place says about its file, without getting it.
    package func state(of source: OutsideSource) throws -> OutsideState {
        switch source {
        case .web(let address, let url): return try state(of: url, address)
        case .s3(let location, let key): return try state(of: key, in: location)
        case .rclone(let target): return try rclone(target).state(of: target)
        case .file(let path):
            guard let info = Files.info(path, followLinks: true), info.kind == .file else {
                throw Diagnostic.fatal("'\(path)' is not a file that is there")
            }
            let time = "\(info.modifiedSeconds).\(info.modifiedNanoseconds)"
            return OutsideState(lastModified: time, size: info.size)
        }
    }

    private func state(of url: String, _ address: HTTPAddress) throws -> OutsideState {
        let client = try HTTPClient(repository: repository)
        var request = HTTPRequest("HEAD", url)
        request.redirectLimit = 0
        for _ in 0...10 {
            let response = try client.send(request)
            if let next = try redirect(response, from: request.url, first: address) {
                request.url = next
                continue
            }
            guard response.status == 200 else {
                throw Diagnostic.fatal("'\(address.hostAndPort)' has no such file: it answered \(response.status)")
            }
            return Self.state(response)
        }
        throw Diagnostic.fatal("'\(address.hostAndPort)' redirects without end")
    }

    private func state(of key: String, in location: S3Location) throws -> OutsideState {
        let response = try client(of: location).send(S3Client.Call(method: "HEAD", key: key))
        guard response.status == 200 else {
            throw Diagnostic.fatal("bucket '\(location.bucket)' has no '\(key)': it answered \(response.status)")
        }
        return Self.state(response)
    }

    private static func state(_ response: HTTPResponse) -> OutsideState {
        OutsideState(response.headers, size: response.headers["Content-Length"].flatMap { Int64($0) })
    }
}

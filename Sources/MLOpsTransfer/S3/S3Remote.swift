package import MLOpsCore
package import MLOpsStore

/// A bucket, or a folder in one, with the layout of a local store: `<prefix>objects/aa/bb/<oid>`, whole objects.
///
/// Names are hashes of contents, so two pushers can only write the same bytes under one name, and what is read is
/// checked against its name.
package struct S3Remote: ObjectRemote {
    package let name: String
    let client: S3Client
    let engine: TransferEngine
    var sizes = S3PartSizes()

    package init(
        name: String, location: S3Location, context: InvocationContext, http: HTTPClient, engine: TransferEngine,
        helper: S3KeyHelper? = nil
    ) throws {
        let settings = AWSSettings(environment: context.environment, profile: location.profile) {
            LocalFiles.read($0)
        }
        self.init(
            name: name,
            client: try S3Client(location, settings: settings, http: http, helper: helper, now: context.now),
            engine: engine)
    }

    init(name: String, client: S3Client, engine: TransferEngine) {
        self.name = name
        self.client = client
        self.engine = engine
    }

    func key(_ id: ContentID) -> String {
        let hex = id.hex
        return "\(client.location.prefix)objects/\(hex.prefix(2))/\(hex.dropFirst(2).prefix(2))/\(hex)"
    }

    func fault(_ response: HTTPResponse, _ verb: String) -> TransferFault {
        S3Error(response).fault(
            "cannot \(verb) remote '\(name)'", bucket: client.location.bucket, retryAfter: response.retryAfter)
    }

    package func download(
        _ objects: [LargeObject], into store: ObjectStore, told: (LargeObject, TransferOutcome) -> Void
    ) throws {
        try engine.run(objects, told: told) { attempt in
            if !store.contains(attempt.object),
                let pieces = try S3PiecedDownload(self, attempt.object, into: store)
            {
                return pieces.begin(attempt)
            }
            return .done(try downloadWhole(attempt, into: store))
        }
    }

    /// By one request, from where an earlier one stopped.
    func downloadWhole(_ attempt: TransferAttempt, into store: ObjectStore) throws -> TransferOutcome {
        try HTTPDownload(into: store).run(
            attempt,
            send: { headers, sink in
                try client.send(
                    .init(
                        method: "GET", key: key(attempt.object.id), headers: headers,
                        cancellation: attempt.cancellation), to: sink)
            }, fault: { readFault($0) })
    }

    /// A store that may not be listed says "access denied" for what is not there.
    func readFault(_ response: HTTPResponse) -> TransferFault {
        let error = S3Error(response)
        if error.status == 404, error.code != "NoSuchBucket" { return .permanent("it is not on remote '\(name)'") }
        if error.code == "AccessDenied" {
            return .permanent("it is not on remote '\(name)', or may not be read (AccessDenied)")
        }
        return fault(response, "read from")
    }

    package func remove(_ objects: [LargeObject]) throws {
        var failure: String?
        try engine.run(objects, told: { if case .failed(let reason, _) = $1 { failure = reason } }) { attempt in
            let response = try client.send(
                .init(method: "DELETE", key: key(attempt.object.id), cancellation: attempt.cancellation))
            guard response.isSuccess || response.status == 404 else { throw fault(response, "delete from") }
            return .done(.transferred)
        }
        if let failure { throw Diagnostic.fatal("cannot delete from remote '\(name)': \(failure)") }
    }
}

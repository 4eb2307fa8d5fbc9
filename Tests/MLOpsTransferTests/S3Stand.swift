import Glibc
import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Synchronization

@testable import MLOpsTransfer

/// A bucket on one of the test servers, and a local store.
final class S3Stand: Sendable {
    let folder = TempDirectory()
    let server: TestServer
    let bucket = "models"
    let prefix: String

    init(_ kind: String, prefix: String = "a b/ü+%") throws {
        self.prefix = prefix
        switch kind {
        case "rclone":
            try Files.makeDirectories(folder.path("served/models"))
            server = try TestServer("rclone", folder.path("served"), "KEY", "SECRET")
        default:
            server = try TestServer(kind)
            if kind == "moto" { _ = try HTTPClient().send(HTTPRequest("PUT", server.url + "/models")) }
        }
    }

    var local: ObjectStore { ObjectStore(root: folder.path("local")) }

    func remote(
        policy: RetryPolicy = RetryPolicy(attempts: 4, firstDelay: 1, longestDelay: 4),
        environment: [String: String] = ["AWS_ACCESS_KEY_ID": "KEY", "AWS_SECRET_ACCESS_KEY": "SECRET"],
        sizes: S3PartSizes = S3PartSizes(), limit: Int = 8, now: @escaping @Sendable () -> Int64 = S3Stand.clock,
        change: (inout S3Location) -> Void = { _ in }
    ) throws -> S3Remote {
        var location = try S3Location("s3://\(bucket)")
        location.prefix = prefix + "/"
        location.endpoint = server.url
        change(&location)
        let settings = AWSSettings(environment: environment, profile: location.profile) { LocalFiles.read($0) }
        let client = try S3Client(location, settings: settings, http: HTTPClient(), now: now)
        var remote = S3Remote(
            name: "r", client: client, engine: TransferEngine(policy: policy, maximumLimit: limit, random: { 1 }))
        remote.sizes = sizes
        return remote
    }

    static let clock: @Sendable () -> Int64 = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000
    }

    func insert(_ count: Int, size: Int = 8) throws -> [LargeObject] {
        try (0..<count).map { number in
            try local.insert(
                Array("\(number) ".utf8) + [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size))
        }
    }
}

/// Outcomes without how far each was.
func outcomes(_ body: ((LargeObject, TransferOutcome) -> Void) throws -> Void) rethrows -> [LargeObject:
    TransferOutcome]
{
    var all: [LargeObject: TransferOutcome] = [:]
    try body { object, outcome in
        if case .moved = outcome { return }
        all[object] = outcome
    }
    return all
}

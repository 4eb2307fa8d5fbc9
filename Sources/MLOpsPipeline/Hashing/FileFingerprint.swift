internal import MLOpsCore
internal import MLOpsStore

/// What a place outside calls the version of a file there.
package struct OutsideVersion: Sendable, Equatable {
    /// The key in `dvc.lock`: `checksum` for the web, else `etag`.
    package var key: String
    package var text: String
    /// Bytes, where the place says so.
    package var size: Int64?

    package init(key: String, text: String, size: Int64?) {
        self.key = key
        self.text = text
        self.size = size
    }
}

/// What a path holds: a file's SHA-256, or that of a folder's listing.
package struct FileFingerprint: Sendable, Equatable {
    /// 64 hexadecimal digits.
    package let hash: String
    /// Bytes; of a folder, of all files in it.
    package let size: Int64
    /// How many files a folder holds; nil for a file.
    package let count: Int?
    /// As DVC names the content, of a folder with `.dir` behind it; nil where it was not asked for or cannot be
    /// known. It says nothing that the hash does not say, so it counts for no comparison.
    package var md5: String?
    /// Of something outside that is known by what its place calls its version: the key and the text in `dvc.lock`.
    package var version: OutsideVersion?
    /// Of a file: whether somebody may execute it.
    package var isExecutable = false

    package init(hash: String, size: Int64, count: Int? = nil) {
        self.hash = hash
        self.size = size
        self.count = count
    }

    /// Something outside, which nobody reads to know whether it changed.
    init(_ version: OutsideVersion) {
        self.init(
            hash: ContentHasher.object(of: Array("\(version.key) \(version.text)".utf8)).id.hex, size: version.size ?? 0
        )
        self.version = version
    }

    package static func == (left: FileFingerprint, right: FileFingerprint) -> Bool {
        left.hash == right.hash && left.size == right.size && left.count == right.count
    }

    var json: JSONObject {
        var members: JSONObject = ["sha256": .string(hash), "size": .integer(size)]
        members["files"] = count.map { .integer(Int64($0)) }
        return members
    }

    init?(json: JSONValue) {
        guard let hash = json["sha256"]?.stringValue, let size = json["size"]?.integerValue else { return nil }
        self.init(hash: hash, size: size, count: json["files"]?.integerValue.map(Int.init))
    }
}

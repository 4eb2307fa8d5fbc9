internal import MLOpsCore
internal import MLOpsStore

/// An output as a stage made it.
package struct RecordedOutput: Sendable, Equatable {
    package let path: String
    package let fingerprint: FileFingerprint
    /// Of a folder that was kept: how long the object with its listing is.
    package var listingSize: Int64?

    init(path: String, _ fingerprint: FileFingerprint, listingSize: Int64? = nil) {
        self.path = path
        self.fingerprint = fingerprint
        self.listingSize = listingSize
    }

    /// The object that holds the file, or the listing of the folder; nil when no listing was kept.
    var object: LargeObject? {
        guard fingerprint.count != nil else { return fingerprint.object }
        guard let listingSize, let id = ContentID(fingerprint.hash) else { return nil }
        return LargeObject(id: id, size: listingSize)
    }

    var json: JSONObject {
        var members = fingerprint.json
        members["path"] = .string(path)
        members["exec"] = fingerprint.isExecutable ? true : nil
        members["listing"] = listingSize.map { .integer($0) }
        members["md5"] = fingerprint.md5.map { .string($0) }
        return members
    }

    init?(json: JSONValue) {
        guard let path = json["path"]?.stringValue, var fingerprint = FileFingerprint(json: json) else { return nil }
        fingerprint.isExecutable = json["exec"] == true
        fingerprint.md5 = json["md5"]?.stringValue
        self.init(path: path, fingerprint, listingSize: json["listing"]?.integerValue)
    }
}

internal import MLOpsCore
internal import MLOpsStore

/// A place away from this machine's folders that has what DVC pushed there, in DVC's layout.
protocol DVCRemoteReader: Sendable {
    /// Which of `hashes` it has.
    func present(among hashes: [DVCHash]) throws -> Set<DVCHash>

    /// Writes what it has into a folder with the layout of DVC's cache. Returns why single ones could not be had; what
    /// it simply does not have is not among them.
    func fetch(_ hashes: [DVCHash], into folder: String, told: (DVCHash) -> Void) throws -> [DVCHash: String]
}

extension DVCHash {
    /// What ``TransferEngine`` knows its transfer by.
    var token: LargeObject {
        let kind = (isLegacy ? "1" : "0") + (isDirectory ? "1" : "0")
        return LargeObject(id: ContentID(digits + kind + String(repeating: "0", count: 30))!, size: 0)
    }
}

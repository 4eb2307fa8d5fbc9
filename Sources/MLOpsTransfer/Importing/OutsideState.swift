/// What a place outside says about its file without sending it: how a later look can tell whether it changed.
package struct OutsideState: Sendable, Equatable {
    package var etag: String?
    /// As the place writes it.
    package var lastModified: String?
    package var size: Int64?

    package init(etag: String? = nil, lastModified: String? = nil, size: Int64? = nil) {
        self.etag = etag
        self.lastModified = lastModified
        self.size = size
    }

    init(_ headers: HTTPHeaders, size: Int64? = nil) {
        etag = Self.bounded(headers["ETag"])
        lastModified = Self.bounded(headers["Last-Modified"])
        self.size = size
    }

    /// A header that is to be written down: short and plain, else it counts as none.
    private static func bounded(_ text: String?) -> String? {
        guard let text, (1...256).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) else {
            return nil
        }
        return text
    }
}

/// A file that came from outside.
package struct FetchedFile: Sendable, Equatable {
    /// Where it lies; the caller moves or removes it.
    package let path: String
    package let size: Int64
    package let sha256: String
    /// 32 hexadecimal digits, for DVC.
    package let md5: String
    package let state: OutsideState
}

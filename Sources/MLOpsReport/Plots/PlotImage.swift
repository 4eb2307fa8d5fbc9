internal import MLOpsCore

/// A picture that a pipeline lists among its plots.
package struct PlotImage: Sendable, Equatable {
    package let path: String
    /// Which side it belongs to, as typed.
    package let revision: String
    package let bytes: [UInt8]

    package init(path: String, revision: String, bytes: [UInt8]) {
        self.path = path
        self.revision = revision
        self.bytes = bytes
    }

    /// The media type of a picture by its name; nil for other files.
    package static func media(of path: String) -> String? {
        switch path.split(separator: ".").last?.lowercased() {
        case "png": "image/png"
        case "jpg", "jpeg": "image/jpeg"
        case "gif": "image/gif"
        case "svg": "image/svg+xml"
        default: nil
        }
    }
}

package import MLOpsCore

/// A document and where its keys stand, so that what is wrong in it can be shown with its line.
package struct LocatedDocument: Sendable {
    /// A place in a file; both count from 1, the column in Unicode scalars.
    package struct Position: Sendable, Equatable {
        package let line: Int
        package let column: Int
    }

    package let value: JSONValue
    /// The file as messages show it.
    package let name: String
    private var positions: [[String]: Position] = [:]

    init(value: JSONValue, name: String, positions: [[String]: Position] = [:]) {
        self.value = value
        self.name = name
        self.positions = positions
    }

    /// Where the key (or list item, by its decimal index) at `path` stands, or the nearest key above it.
    /// Nil when the format keeps no places.
    package func position(of path: [String]) -> Position? {
        var path = path
        while true {
            if let position = positions[path] { return position }
            if path.isEmpty { return nil }
            path.removeLast()
        }
    }

    /// An error about the key at `path`.
    package func error(_ reason: String, at path: [String], hint: String? = nil) -> DocumentError {
        let position = position(of: path)
        return DocumentError(
            reason, in: name, line: position?.line, column: position?.column,
            key: path.isEmpty ? nil : path.joined(separator: "."), hint: hint)
    }
}

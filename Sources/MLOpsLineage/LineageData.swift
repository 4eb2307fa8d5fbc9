package import MLOpsCore

/// A file or folder with one content, under the name by which somebody knew it.
package struct LineageData: Sendable, Hashable {
    /// The SHA-256 of everything that is empty: equal by chance, so the path decides.
    private static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    package let path: String
    /// SHA-256, of a folder that of its listing; `git:` and a blob where nobody computed one.
    package let key: String
    package let facts: JSONObject

    package init(path: String, key: String, facts: JSONObject) {
        self.path = path
        self.key = key
        self.facts = facts
    }

    init(_ content: StageFacts.Content) {
        self.init(path: content.path, key: content.hash, facts: content.facts)
    }

    /// The folders around it, the innermost first.
    var folders: [String] {
        var folders: [String] = []
        var path = path
        while let slash = path.lastIndex(of: "/") {
            path = String(path[..<slash])
            folders.append(path)
        }
        return folders
    }

    var id: String { "data:\(key):\(path)" }
    /// Whether equal content means the same data whatever its name.
    var isTelling: Bool { key != Self.emptyHash }

    package static func == (left: LineageData, right: LineageData) -> Bool { left.id == right.id }
    package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

internal import MLOpsCore
internal import MLOpsSystem

/// A `datapackage.json`: which files of a folder are tables, and what they must look like.
struct DataPackage {
    struct Resource {
        let name: String
        /// From the top of the tree.
        let paths: [String]
        let json: JSONValue
    }

    static let names = ["datapackage.json", "datapackage.yaml", "datapackage.yml"]

    let path: String
    let resources: [Resource]

    /// Resources without a `path` in the tree (inline data, addresses) are left out.
    init(_ json: JSONValue, path: String) {
        self.path = path
        let folder = Paths.parent(path)
        resources = (json["resources"]?.arrayValue ?? []).compactMap { resource in
            let named = resource["path"]
            let texts = named?.arrayValue?.compactMap(\.stringValue) ?? named?.stringValue.map { [$0] } ?? []
            let paths = texts.compactMap { Self.inside(folder, $0) }
            guard !paths.isEmpty else { return nil }
            return Resource(name: resource["name"]?.stringValue ?? "", paths: paths, json: resource)
        }
    }

    /// `text` as a path from the top of the tree; nil when it is absolute, an address or leads out of `folder`, which
    /// Data Package forbids.
    static func inside(_ folder: String, _ text: String) -> String? {
        guard !text.isEmpty, !text.hasPrefix("/"), !text.contains("://"), !text.hasPrefix("~") else { return nil }
        let path = Paths.normalize(text)
        guard path != ".", path != "..", !path.hasPrefix("../") else { return nil }
        return folder.isEmpty || folder == "." ? path : Paths.join(folder, path)
    }
}

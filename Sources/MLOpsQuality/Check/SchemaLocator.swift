internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsSystem

/// Finds the schema of a table: the attribute `mlops-schema`, else a resource of the nearest data package that has the
/// file, else a file beside it. Everything is read from one tree.
final class SchemaLocator {
    struct Located {
        enum Kind {
            case file
            case resource(DataPackage.Resource)
        }

        /// The file that holds the schema.
        let path: String
        let kind: Kind
        /// Files that decide which schema it is and what it says.
        var sources: [String]

        var key: String {
            if case .resource(let resource) = kind { return "\(path)#\(resource.paths[0])" }
            return path
        }
    }

    /// The content of a file of the tree; nil when it is not there.
    private let read: (String) throws -> [UInt8]?
    private var packages: [String: DataPackage?] = [:]
    private var schemas: [String: Result<TableSchema?, any Error>] = [:]

    init(read: @escaping (String) throws -> [UInt8]?) {
        self.read = read
    }

    /// Whether a file may get its schema from what lies beside it.
    static func isTable(_ path: RepoPath) -> Bool {
        let name = path.description.lowercased()
        return [".csv", ".tsv", ".tab"].contains { name.hasSuffix($0) }
    }

    /// Every file that ``locate(_:_:)`` may ask for.
    static func candidates(for path: RepoPath) -> [String] {
        guard isTable(path) else { return [] }
        return packagePaths(of: path.description) + sidecars(of: path.description)
    }

    private static func packagePaths(of path: String) -> [String] {
        var paths: [String] = []
        var folder = path
        while let slash = folder.lastIndex(of: "/") {
            folder = String(folder[..<slash])
            paths += DataPackage.names.map { "\(folder)/\($0)" }
        }
        return paths + DataPackage.names
    }

    private static func sidecars(of path: String) -> [String] {
        let stem = path.lastIndex(of: ".").map { String(path[..<$0]) } ?? path
        return [path, stem].flatMap { base in ["yaml", "yml", "json"].map { "\(base).schema.\($0)" } }
    }

    /// Nil: the file has no schema.
    func locate(_ path: RepoPath, _ attributes: CheckAttributes.File) throws -> Located? {
        if let named = attributes.schema { return Located(path: named, kind: .file, sources: [named]) }
        guard !attributes.refusesSchema, Self.isTable(path) else { return nil }
        var sources: [String] = []
        for candidate in Self.packagePaths(of: path.description) {
            sources.append(candidate)
            guard let resource = try package(candidate)?.resources.first(where: { $0.paths.contains(path.description) })
            else { continue }
            if let named = resource.json["schema"]?.stringValue { sources.append(Self.beside(candidate, named)) }
            guard resource.json["schema"] != nil else { continue }
            return Located(path: candidate, kind: .resource(resource), sources: sources)
        }
        for candidate in Self.sidecars(of: path.description) {
            sources.append(candidate)
            if try read(candidate) != nil { return Located(path: candidate, kind: .file, sources: sources) }
        }
        return nil
    }

    private static func beside(_ package: String, _ named: String) -> String {
        DataPackage.inside(Paths.parent(package), named) ?? named
    }

    private func package(_ path: String) throws -> DataPackage? {
        if let known = packages[path] { return known }
        let package = try read(path).map { DataPackage(try Document.parse($0, path: path), path: path) }
        packages[path] = .some(package)
        return package
    }

    /// The schema; nil when its file is not there. Read once for all tables that share it.
    func schema(_ located: Located) throws -> TableSchema? {
        if let known = schemas[located.key] { return try known.get() }
        let schema = Result { try parse(located) }
        schemas[located.key] = schema
        return try schema.get()
    }

    private func parse(_ located: Located) throws -> TableSchema? {
        guard case .resource(let resource) = located.kind else {
            return try document(located.path).map { try TableSchema($0, path: located.path) }
        }
        var json = resource.json.objectValue ?? JSONObject()
        let own = json["schema"]?.stringValue.map { Self.beside(located.path, $0) }
        for key in ["schema", "dialect"] {
            guard let named = json[key]?.stringValue else { continue }
            guard let value = try document(Self.beside(located.path, named)) else {
                throw SchemaError(
                    path: located.path, place: "\(resource.name).\(key)", reason: "there is no file '\(named)'")
            }
            json[key] = value
        }
        return try TableSchema(.object(json), path: own ?? located.path)
    }

    private func document(_ path: String) throws -> JSONValue? {
        try read(path).map { try Document.parse($0, path: path) }
    }

    /// The file that the schema of `path` calls `resource`: a resource of its data package, of one above it, or a table
    /// of that name in the same folder.
    func referenced(_ resource: String, by path: RepoPath) throws -> String? {
        try references(resource, by: path).first { try read($0) != nil }
    }

    /// The files that may be it, the nearest first, whether they are there or not.
    func references(_ resource: String, by path: RepoPath) throws -> [String] {
        var files: [String] = []
        for candidate in Self.packagePaths(of: path.description) {
            files += try package(candidate)?.resources.first { $0.name == resource }?.paths.prefix(1) ?? []
        }
        let folder = Paths.parent(path.description)
        return files + ["csv", "tsv", "tab"].compactMap { DataPackage.inside(folder, "\(resource).\($0)") }
    }
}

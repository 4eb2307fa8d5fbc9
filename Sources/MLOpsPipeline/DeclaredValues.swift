package import MLOpsCore
package import MLOpsDocuments

/// The values of the files that a pipeline declares, read from a worktree or a commit's tree: the file half of the
/// rule "metrics of a commit".
package struct DeclaredValues: Sendable {
    /// One file and its values under dotted keys.
    package struct File: Sendable {
        package let path: String
        package let values: [(key: String, value: JSONValue)]
    }

    /// The files that could be read, in the order they are declared.
    package private(set) var files: [File] = []
    /// What could not be read: for the person who asks, never a reason to stop.
    package private(set) var problems: [DocumentError] = []
    /// Declared directions of metrics.
    package private(set) var directions: [String: MetricDirection] = [:]

    package var isEmpty: Bool { files.isEmpty }

    /// The metrics of the pipelines in `folders`: numbers, text and booleans. `targets`, when not empty, are the files
    /// to read instead of those declared. A folder counts as the files below it.
    package static func metrics(
        folders: [String] = [""], targets: [String] = [], read: @escaping RepositoryFileReader,
        below: RepositoryFolderReader = { _ in nil }
    ) throws -> DeclaredValues {
        var result = DeclaredValues()
        let pipelines = result.pipelines(folders, read)
        for pipeline in pipelines { result.directions.merge(pipeline.directions) { first, _ in first } }
        let declared = targets.isEmpty ? pipelines.flatMap(\.metricsFiles) : targets
        for path in try declared.flatMap({ try below($0) ?? [$0] }).unique() {
            try result.add(path, format: .yaml, read: read) { FlatKeys.metrics($0) }
        }
        return result
    }

    /// The parameters of the pipelines in `folders`: `params.yaml`, and of other files the keys that are declared.
    /// A folder counts as the files below it.
    package static func params(
        folders: [String] = [""], targets: [String] = [], choice: ParamsChoice = .all,
        read: @escaping RepositoryFileReader, below: RepositoryFolderReader = { _ in nil }
    ) throws -> DeclaredValues {
        var result = DeclaredValues()
        let pipelines = result.pipelines(folders, read)
        let declared = targets.isEmpty ? pipelines.paramsFiles(choice) : targets.map { ($0, nil) }
        for (declaredPath, keys) in declared {
            for path in try below(declaredPath) ?? [declaredPath] {
                try result.add(path, format: .yaml, read: read) { document in
                    keys.map { select($0, from: document) } ?? (document == .null ? [] : FlatKeys.flatten(document))
                }
            }
        }
        return result
    }

    /// A pipeline that cannot be read declares its `params.yaml`, no more; the reason is kept.
    private mutating func pipelines(_ folders: [String], _ read: @escaping RepositoryFileReader) -> [Pipeline] {
        folders.map { folder in
            do {
                if let pipeline = try Pipeline.load(folder: folder, read: read) { return pipeline }
            } catch let error as DocumentError {
                problems.append(error)
            } catch {
                problems.append(DocumentError("\(error)", in: Pipeline.fileNames[0]))
            }
            return Pipeline(file: RepoPath(RelativePath.join(folder, Pipeline.fileNames[0])))
        }
    }

    /// `format` is that of a file whose name does not tell; there may be none.
    private mutating func add(
        _ path: String, format: DocumentFormat? = nil, read: RepositoryFileReader,
        values: (JSONValue) -> [FlatKeys.Entry]
    ) throws {
        guard let bytes = try read(RepoPath(path)) else { return }
        if bytes.starts(with: Array("version https://git-lfs.github.com/spec/".utf8)) {
            problems.append(
                DocumentError(
                    "is kept as a large file and only its pointer is here", in: path,
                    hint: "keep metrics and parameters as plain files: git mlops untrack '\(path)'"))
            return
        }
        do throws(DocumentError) {
            files.append(File(path: path, values: values(try Self.document(bytes, path, format))))
        } catch {
            problems.append(error)
        }
    }

    private static func document(
        _ bytes: [UInt8], _ path: String, _ format: DocumentFormat?
    ) throws(DocumentError) -> JSONValue {
        guard let format = DocumentFormat(path: path) ?? format else { return try Document.parse(bytes, path: path) }
        return try Document.parse(bytes, format: format, name: path)
    }

    private static func select(_ keys: [String], from document: JSONValue) -> [FlatKeys.Entry] {
        keys.flatMap { key -> [FlatKeys.Entry] in
            guard let value = FlatKeys.value(at: key, in: document) else { return [] }
            return FlatKeys.flatten(value).map { inner in
                (inner.key.isEmpty ? key : "\(key).\(inner.key)", inner.value)
            }
        }
    }
}

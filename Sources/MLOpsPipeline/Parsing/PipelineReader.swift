package import MLOpsCore
internal import MLOpsDocuments

/// Reads a file of the repository, from the worktree or a commit's tree; nil when there is none.
package typealias RepositoryFileReader = (_ path: RepoPath) throws -> [UInt8]?

/// The files below a folder of the repository, sorted, by their paths from the top; nil when it is none.
package typealias RepositoryFolderReader = (_ path: String) throws -> [String]?

extension Pipeline {
    /// The pipeline in `folder` ("" for the top): `mlops.yaml`, else `dvc.yaml`, else nil. `read` also serves the
    /// files that templates take values from. Throws a ``DocumentError`` that names file, line and key.
    package static func load(folder: String = "", read: @escaping RepositoryFileReader) throws -> Pipeline? {
        for name in fileNames {
            let path = RelativePath.join(folder, name)
            guard let bytes = try read(RepoPath(path)) else { continue }
            return try parse(bytes, file: path, read: read)
        }
        return nil
    }

    /// The pipeline that `bytes`, the content of `file`, describe.
    package static func parse(_ bytes: [UInt8], file: String, read: @escaping RepositoryFileReader) throws -> Pipeline {
        let document = try Document.locate(bytes, format: .yaml, name: file)
        return try PipelineReader(document: document, file: file).read(files: read)
    }
}

/// The top level of a pipeline file.
struct PipelineReader {
    private static let keys = ["vars", "stages", "params", "metrics", "plots", "artifacts", "datasets"]

    let document: LocatedDocument
    let file: String

    func read(files: @escaping RepositoryFileReader) throws -> Pipeline {
        let root = SectionReader(document: document, path: [], value: document.value)
        let members = try root.object(allowing: Self.keys)
        var pipeline = Pipeline(file: RepoPath(file))
        func section(_ key: String) -> SectionReader { root.child(key, members[key] ?? .null) }
        var context = TemplateContext()
        if let config = try files(RepoPath(".dvc/config")) {
            context.argumentStyle = ArgumentStyle(config: config.asText)
        }
        try VariableLoader(folder: pipeline.folder, read: files).load(
            section("vars"), into: &context, defaultFile: "params.yaml")
        let expander = StageExpander(context: context, folder: pipeline.folder, files: files)
        for (name, definition) in try section("stages").object() {
            let reader = section("stages").child(name, definition)
            if name.isEmpty { throw reader.error("a stage needs a name", hint: "write 'NAME:' above it") }
            if name.contains("@") {
                throw reader.error(
                    "'@' only stands in the names that 'foreach' and 'matrix' make", hint: "leave it out")
            }
            pipeline.stages += try expander.expand(name, reader)
        }
        let resolve = { (key: String) throws -> SectionReader in
            root.child(key, try context.resolve(members[key] ?? .null, at: section(key)))
        }
        pipeline.metrics = try resolve("metrics").strings().map { RelativePath.join(pipeline.folder, $0) }
        pipeline.params = try resolve("params").strings().map { RelativePath.join(pipeline.folder, $0) }
        let plots = try resolve("plots")
        for item in plots.value.objectValue == nil ? try plots.items() : [plots] {
            pipeline.plots += try PlotReader.plots(item)
        }
        for (id, definition) in try resolve("artifacts").object() {
            pipeline.artifacts.append(
                try ArtifactReader.artifact(id, section("artifacts").child(id, definition), folder: pipeline.folder))
        }
        pipeline.templateValues = context.taken
        return pipeline
    }
}

internal import MLOpsCore
package import MLOpsNotebook
internal import MLOpsSystem

/// Strips notebooks where they lie, with nbstripout's manners: a file whose content needs nothing is not touched,
/// be its layout canonical or not.
package enum NotebookFile {
    package struct Outcome: Sendable {
        package let result: StripResult
        /// Whether the file was, or would be, written.
        package let changes: Bool
    }

    /// What is stripped without being forced: `.ipynb` and `.zpln`.
    package static func isNotebook(_ path: String) -> Bool {
        path.hasSuffix(".ipynb") || path.hasSuffix(".zpln")
    }

    /// Strips the file at `path`; writes a whole new file in its place unless `dryRun`.
    package static func strip(_ path: String, options: StripOptions, dryRun: Bool) throws -> Outcome {
        let result = try read(path, options: options)
        if result.contentChanged, !dryRun { try Files.write(result.bytes, to: Files.resolve(path) ?? path) }
        return Outcome(result: result, changes: result.contentChanged)
    }

    /// The stripped content of the file at `path`.
    package static func read(_ path: String, options: StripOptions) throws -> StripResult {
        var options = options
        if path.hasSuffix(".zpln") { options.mode = .zeppelin }
        if let size = Files.info(path, followLinks: true)?.size, size > Int64(NotebookStrip.sizeLimit) {
            throw Diagnostic.error("cannot strip '\(path)': not a notebook: larger than 512 MiB")
        }
        let bytes = try Files.read(path)
        do {
            return try NotebookStrip.strip(bytes, options: options)
        } catch {
            throw Diagnostic.error("cannot strip '\(path)': \(error.description)")
        }
    }
}

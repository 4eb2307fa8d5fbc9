internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsGit
internal import MLOpsSystem

/// Values of params and metrics files as they stand in the worktree.
enum FileReading {
    /// Flat values of the files that exist. A file that cannot be read as its format is warned about and left out.
    static func values(
        _ files: [String], top: String, reporter: any Reporter, flatten: (JSONValue) -> [FlatKeys.Entry]
    ) -> FileValues {
        var values: FileValues = [:]
        for file in files {
            do {
                guard let bytes = try Files.readIfPresent(Paths.join(top, file)) else { continue }
                values[file] = JSONObject(flatten(try Document.parse(bytes, path: file)))
            } catch {
                reporter.warning(Diagnostic(describing: error).message)
            }
        }
        return values
    }
}

/// What a file looked like before the run: only files that the run wrote hold results of the run.
struct FileStamp: Equatable {
    private let info: FileInfo?

    init(_ path: String) {
        info = Files.info(path)
    }
}

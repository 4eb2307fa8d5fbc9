internal import MLOpsSystem

/// What a file looked like before the run: only files that the run wrote hold results of the run.
struct FileStamp: Equatable {
    private let info: FileInfo?

    init(_ path: String) {
        info = Files.info(path)
    }
}

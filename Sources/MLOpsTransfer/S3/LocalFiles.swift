internal import MLOpsSystem

/// Small settings files of the user.
enum LocalFiles {
    /// Nil when there is none, or it is too large to be one.
    static func read(_ path: String) -> [UInt8]? {
        guard let info = Files.info(path, followLinks: true), info.kind == .file, info.size < 1 << 20 else {
            return nil
        }
        return try? Files.read(path)
    }
}

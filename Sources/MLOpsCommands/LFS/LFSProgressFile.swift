internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem
internal import MLOpsTransfer

/// The file that GIT_LFS_PROGRESS names: a line at the end of it for each file that has moved, for programs that show
/// how far it is (git-lfs-config(5)).
final class LFSProgressFile {
    private let path: String?
    private let direction: String
    private let names: [LargeObject: String]
    private var count = 0

    /// Throws when the variable holds no absolute path. `direction`: download, upload or checkout.
    init(_ direction: String, _ files: [LargeFile], _ session: LFSSession) throws {
        let path = session.environment["GIT_LFS_PROGRESS"].flatMap { $0.isEmpty ? nil : $0 }
        if let path, !Paths.isAbsolute(path) { throw LFSExit("GIT_LFS_PROGRESS must be an absolute path") }
        self.path = path
        self.direction = direction
        names = path == nil ? [:] : Dictionary(files.map { ($0.object, $0.path.description) }) { first, _ in first }
    }

    func tell(_ object: LargeObject, _ outcome: TransferOutcome = .transferred) {
        guard let path, outcome == .transferred || outcome == .present else { return }
        count += 1
        let size = object.size
        let line = "\(direction) \(count)/\(names.count) \(size)/\(size) \(names[object] ?? object.id.hex)\n"
        let file = try? Descriptor(opening: path, flags: O_WRONLY | O_CREAT | O_APPEND)
        try? file?.write(Array(line.utf8))
    }
}

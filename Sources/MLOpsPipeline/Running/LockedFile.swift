internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem

/// A file that is locked for as long as this object lives. The lock goes with the process, however it ends.
final class LockedFile {
    private let file: Descriptor

    /// Waits while another process holds the lock; `onWait` is called before that with the number of the holder, which
    /// the file names.
    init(folder: String, name: String, onWait: (_ holder: String) -> Void) throws {
        try Files.makeDirectories(folder)
        let file = try Descriptor(opening: Paths.join(folder, name), flags: O_RDWR | O_CREAT)
        if try !file.lock(wait: false) {
            onWait(try file.readAll().asText)
            _ = try file.lock()
        }
        if ftruncate(file.raw, 0) == 0 { try file.write(Array("\(getpid())".utf8)) }
        self.file = file
    }
}

internal import Glibc
internal import MLOpsSystem

/// A file that is locked for as long as this object lives. The lock goes with the process, however it ends.
final class LockedFile {
    private let file: Descriptor

    /// Waits while another process holds the lock; `onWait` is called before that.
    init(folder: String, name: String, onWait: () -> Void) throws {
        try Files.makeDirectories(folder)
        let file = try Descriptor(opening: Paths.join(folder, name), flags: O_RDWR | O_CREAT)
        if try !file.lock(wait: false) {
            onWait()
            _ = try file.lock()
        }
        self.file = file
    }
}

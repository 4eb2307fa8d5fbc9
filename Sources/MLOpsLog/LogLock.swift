internal import MLOpsSystem

/// `mlops/lock`: lets writers in one after the other, so that few lose the race for the trunk. It is a courtesy, not
/// what keeps them apart: a writer goes on without it where locks do not work, and when it has waited for too long for
/// one that was stopped.
final class LogLock {
    private static let patience: Int64 = 10_000
    private var file: Descriptor?

    /// Waits for the lock. `isDisabled` is for tests.
    init(_ layout: LogLayout, isDisabled: Bool = false) throws {
        guard !isDisabled else { return }
        try Files.makeDirectories(layout.directory)
        let file = try Descriptor(opening: layout.lockPath, flags: FileFlags.createAndWrite)
        let deadline = MonotonicClock.milliseconds() + Self.patience
        var pause = 1
        while let isHeld = try? file.lock(wait: false), !isHeld, MonotonicClock.milliseconds() < deadline {
            Host.pause(milliseconds: Int.random(in: 1...pause))
            pause = min(pause + 1, 8)
        }
        self.file = consume file
    }

    func release() {
        file = nil
    }
}

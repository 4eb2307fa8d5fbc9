internal import Glibc

extension Host {
    /// The id of this process.
    package static var processID: Int32 { getpid() }

    /// Lets others go first. For retries against other processes only; never to wait for a result.
    package static func pause(milliseconds: Int) {
        usleep(UInt32(clamping: milliseconds * 1000))
    }

    #if DEBUG
        /// Ends this process as `kill -9` does, for tests of what it leaves behind.
        package static func killThisProcess() {
            kill(getpid(), SIGKILL)
        }
    #endif
}

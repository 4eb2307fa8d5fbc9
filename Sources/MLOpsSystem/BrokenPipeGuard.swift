internal import Glibc

/// Turns SIGPIPE into EPIPE for this thread alone: a child that stops reading must not end us, while other threads
/// and our own standard output keep the default.
package struct BrokenPipeGuard {
    private var previous = sigset_t()
    private let wasPending: Bool

    package init() {
        var pending = sigset_t()
        sigpending(&pending)
        wasPending = sigismember(&pending, SIGPIPE) == 1
        var blocked = Self.brokenPipe
        pthread_sigmask(SIG_BLOCK, &blocked, &previous)
    }

    /// Takes back a SIGPIPE that came meanwhile and restores the mask.
    package func end() {
        var set = Self.brokenPipe
        var now = timespec()
        if !wasPending { while sigtimedwait(&set, nil, &now) == SIGPIPE {} }
        var previous = previous
        pthread_sigmask(SIG_SETMASK, &previous, nil)
    }

    private static var brokenPipe: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGPIPE)
        return set
    }
}

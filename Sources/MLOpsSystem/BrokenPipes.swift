internal import Glibc

/// Makes writing to a pipe that nobody reads an error (EPIPE) instead of the end of the process, for the calling thread
/// and until ``restore()``. Changing the signal's disposition would change it for every thread.
struct BrokenPipes: ~Copyable {
    private var previous = sigset_t()

    init() {
        var blocked = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &blocked, &previous)
    }

    /// What is pending is ours: SIGPIPE goes to the thread that wrote.
    func restore() {
        var previous = previous
        if sigismember(&previous, SIGPIPE) == 0 {
            var pipes = sigset_t()
            sigemptyset(&pipes)
            sigaddset(&pipes, SIGPIPE)
            var none = timespec()
            while sigtimedwait(&pipes, nil, &none) > 0 {}
        }
        pthread_sigmask(SIG_SETMASK, &previous, nil)
    }
}

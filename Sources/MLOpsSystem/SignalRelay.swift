internal import CMLOpsShims
internal import Glibc

/// Holds back the signals that would end us while a child works, and hears of its end.
struct SignalRelay {
    /// Readable when a signal waits.
    let descriptor: Int32
    private var previous = sigset_t()

    init() {
        var blocked = sigset_t()
        sigemptyset(&blocked)
        for signal in [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGCHLD, SIGWINCH] { sigaddset(&blocked, signal) }
        pthread_sigmask(SIG_BLOCK, &blocked, &previous)
        descriptor = mlops_signal_descriptor(&blocked)
    }

    /// Passes on what was meant for the child; SIGINT and SIGQUIT come to it from the terminal itself.
    func relay(to pid: Int32, terminal: PseudoTerminal?) {
        var fromKernel: Int32 = 0
        while case let signal = mlops_next_signal(descriptor, &fromKernel), signal != 0 {
            switch signal {
            case SIGCHLD: break
            case SIGWINCH:
                // Without a pseudo-terminal the child has heard it, and sees the size that we see.
                if let terminal {
                    terminal.resize()
                    kill(pid, signal)
                }
            case SIGINT, SIGQUIT: if fromKernel == 0 { kill(pid, signal) }
            default: kill(pid, signal)
            }
        }
    }

    /// What still waits was meant for the child, which has ended.
    func restore() {
        var previous = previous
        var fromKernel: Int32 = 0
        while mlops_next_signal(descriptor, &fromKernel) != 0 {}
        close(descriptor)
        pthread_sigmask(SIG_SETMASK, &previous, nil)
    }
}

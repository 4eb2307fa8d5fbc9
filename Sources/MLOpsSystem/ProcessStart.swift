internal import CMLOpsShims
internal import Glibc

/// What a program owes itself before it does anything.
package enum ProcessStart {
    /// Opens standard descriptors that are closed, or the next file that is opened, a database perhaps, would get our
    /// messages; hears of children's ends again where whoever started us ignored them; and has large memory given back when it is freed.
    package static func prepare() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is this one. Children are to have it, too.
            _ = fcntl(mlops_open("/dev/null", O_RDWR, 0), F_SETFD, 0)
        }
        signal(SIGCHLD, SIG_DFL)
        mlops_keep_large_blocks_apart()
    }
}

internal import Glibc

/// Waits, for the few requests that are no part of a transfer.
enum Pause {
    static func milliseconds(_ count: Int64) {
        var left = timespec(tv_sec: Int(count / 1000), tv_nsec: Int(count % 1000) * 1_000_000)
        while true {
            var wanted = left
            if nanosleep(&wanted, &left) == 0 || errno != EINTR { return }
        }
    }
}

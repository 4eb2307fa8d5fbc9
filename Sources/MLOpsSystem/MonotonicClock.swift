internal import Glibc

/// Time that only goes forward, for limits and progress; it says nothing about the date.
package enum MonotonicClock {
    package static func milliseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

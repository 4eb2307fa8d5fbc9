internal import Glibc

/// State that threads share, and wait for each other to change.
///
/// SAFETY: the value is reached only while the mutex is held.
final class Monitor<Value>: @unchecked Sendable {
    private var value: Value
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(_ value: sending Value) {
        self.value = value
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Runs `body` alone, and wakes everybody who waits.
    func change<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_broadcast(condition)
            pthread_mutex_unlock(mutex)
        }
        return try body(&value)
    }

    /// Runs `body` alone.
    func read<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }

    /// What `body` answers, asked anew after each change, and when a time comes that it names (milliseconds of the
    /// monotonic clock).
    func wait<Result>(for body: (inout Value) -> WaitAnswer<Result>) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            switch body(&value) {
            case .ready(let result): return result
            case .later(nil): pthread_cond_wait(condition, mutex)
            case .later(let due?):
                var time = timespec(tv_sec: Int(due / 1000), tv_nsec: Int(due % 1000) * 1_000_000)
                pthread_cond_timedwait(condition, mutex, &time)
            }
        }
    }
}

enum WaitAnswer<Result> {
    case ready(Result)
    /// Ask again after a change, or at this time.
    case later(Int64?)
}

internal import Glibc

/// A thread that runs one function to its end.
struct WorkerThread {
    private let thread: pthread_t

    /// Nil when there can be no more threads.
    init?(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Box(body))
        let result = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, box.toOpaque())
        if result != 0 {
            box.release()
            return nil
        }
        self.thread = thread
    }

    func join() { pthread_join(thread, nil) }

    private final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}

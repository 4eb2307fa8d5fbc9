internal import Glibc

/// A thread of the system. Whoever starts it joins it.
package struct WorkerThread {
    private let thread: pthread_t

    /// Starts `body` on a new thread; nil when the system has none to give.
    package init?(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Body(run: body))
        let result = pthread_create(
            &thread, nil,
            { pointer in
                Unmanaged<Body>.fromOpaque(pointer!).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        if result != 0 {
            box.release()
            return nil
        }
        self.thread = thread
    }

    /// Waits until the thread has ended.
    package func join() {
        pthread_join(thread, nil)
    }

    private final class Body {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }
}

internal import CMLOpsShims
internal import Glibc
internal import Synchronization

/// The same work for many items on a few threads. Threads of the kernel and not tasks: the filter may not start a
/// concurrency runtime, and file operations block.
package enum Workers {
    /// Processors that this process may use.
    package static var processors: Int {
        max(1, Int(mlops_processors()))
    }

    /// `body` for each of `0..<count`, the results in that order. Each thread makes its own state with `makeState`
    /// and hands it to every call; the calling thread is one of the workers.
    package static func map<State, Result: Sendable>(
        _ count: Int, workers: Int, makeState: @Sendable () -> State,
        _ body: @Sendable (inout State, Int) -> Result
    ) -> [Result] {
        withoutActuallyEscaping(makeState) { makeState in
            withoutActuallyEscaping(body) { body in
                let slots = Slots<Result>(count)
                let next = Counter()
                let work: @Sendable () -> Void = {
                    var state = makeState()
                    while let position = next.take(below: count) { slots.put(body(&state, position), at: position) }
                }
                let threads = (1..<max(1, min(workers, count))).compactMap { _ in start(work) }
                work()
                for thread in threads { pthread_join(thread, nil) }
                return slots.take()
            }
        }
    }

    /// Nil when there can be no more threads; the others do its work.
    private static func start(_ work: @escaping @Sendable () -> Void) -> pthread_t? {
        let box = Unmanaged.passRetained(Work(run: work))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        if result == 0 { return thread }
        box.release()
        return nil
    }

    private final class Work: Sendable {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    private final class Counter: Sendable {
        private let value = Atomic<Int>(0)

        func take(below limit: Int) -> Int? {
            let position = value.add(1, ordering: .relaxed).oldValue
            return position < limit ? position : nil
        }
    }

    /// SAFETY: each slot is written once, by the thread that took its position, and read after all threads ended.
    private final class Slots<Result>: @unchecked Sendable {
        private let buffer: UnsafeMutableBufferPointer<Result?>

        init(_ count: Int) {
            buffer = .allocate(capacity: count)
            buffer.initialize(repeating: nil)
        }

        deinit {
            buffer.deinitialize()
            buffer.deallocate()
        }

        func put(_ result: Result, at position: Int) { buffer[position] = result }

        func take() -> [Result] { buffer.map { $0! } }
    }
}

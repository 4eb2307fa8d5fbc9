internal import Glibc

/// Works on many inputs with a few threads and hands the results over one after the other in the order of the inputs,
/// on the calling thread: what is slow to compute runs beside what must not.
package enum OrderedWork {
    /// `produce` runs on `workers` threads, at most `lookAhead` results ahead of `consume`. The first error of either
    /// ends the work and is thrown.
    package static func run<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], workers: Int = 2, lookAhead: Int = 4,
        produce: @escaping @Sendable (Input) throws -> Output, consume: (Output) throws -> Void
    ) throws {
        if inputs.count <= 1 || workers < 1 { return try inputs.forEach { try consume(try produce($0)) } }
        let queue = WorkQueue(inputs, lookAhead: max(lookAhead, workers), produce: produce)
        let threads = (0..<min(workers, inputs.count)).compactMap { _ in WorkerThread { queue.work() } }
        defer {
            queue.stop()
            for thread in threads { thread.join() }
        }
        // Without a single thread to be had the work is done here.
        if threads.isEmpty { return try inputs.forEach { try consume(try produce($0)) } }
        for index in inputs.indices { try consume(try queue.result(at: index)) }
    }
}

/// SAFETY: everything mutable is touched under `mutex` only.
private final class WorkQueue<Input: Sendable, Output: Sendable>: @unchecked Sendable {
    private let inputs: [Input]
    private let lookAhead: Int
    private let produce: @Sendable (Input) throws -> Output
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var next = 0
    private var consumed = 0
    private var results: [Int: Result<Output, any Error>] = [:]
    private var isStopped = false

    init(_ inputs: [Input], lookAhead: Int, produce: @escaping @Sendable (Input) throws -> Output) {
        self.inputs = inputs
        self.lookAhead = lookAhead
        self.produce = produce
        mutex.initialize(to: pthread_mutex_t())
        changed.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Works until nothing is left or the work is stopped.
    func work() {
        while let index = claim() {
            let result = Result { try produce(inputs[index]) }
            locked {
                results[index] = result
                pthread_cond_broadcast(changed)
            }
        }
    }

    /// The next input to work on; nil when there is none left.
    private func claim() -> Int? {
        locked {
            while !isStopped, next < inputs.count, next >= consumed + lookAhead { pthread_cond_wait(changed, mutex) }
            guard !isStopped, next < inputs.count else { return nil }
            defer { next += 1 }
            return next
        }
    }

    func result(at index: Int) throws -> Output {
        let result = locked {
            while results[index] == nil { pthread_cond_wait(changed, mutex) }
            consumed = index + 1
            pthread_cond_broadcast(changed)
            return results.removeValue(forKey: index)!
        }
        return try result.get()
    }

    func stop() {
        locked {
            isStopped = true
            pthread_cond_broadcast(changed)
        }
    }

    private func locked<R>(_ body: () -> R) -> R {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}

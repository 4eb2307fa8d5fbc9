package import MLOpsCore
internal import MLOpsSystem
internal import Synchronization

/// Transfers many objects at once. Steps run on as many threads as the remote takes well (``AdaptiveLimit``), failed
/// ones are tried again (``RetryPolicy``), and outcomes are told on the caller's thread, one by one, as they are known.
///
/// Memory: a thread's buffers; nothing of an object is kept. Ctrl-C ends the process: what a step has left on the disk
/// (``PartialObject``) or on the server (parts of an upload) is where the next run goes on.
package struct TransferEngine: Sendable {
    package var policy: RetryPolicy
    package var initialLimit: Int
    package var maximumLimit: Int
    private let random: @Sendable () -> UInt64

    package init(
        policy: RetryPolicy = RetryPolicy(), initialLimit: Int = 4, maximumLimit: Int = 16,
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    ) {
        self.policy = policy
        self.initialLimit = initialLimit
        self.maximumLimit = maximumLimit
        self.random = random
    }

    /// Runs `step` for each object, and what it splits into. Throws when the remote as a whole cannot be used; objects
    /// that were not told by then are unknown.
    package func run(
        _ objects: [LargeObject], told: (LargeObject, TransferOutcome) -> Void,
        step: @escaping @Sendable (TransferAttempt) throws -> TransferStep
    ) throws {
        if objects.isEmpty { return }
        let queue = Monitor(
            TransferQueue(objects, limit: AdaptiveLimit(initial: initialLimit, maximum: maximumLimit), step: step))
        let cancellation = HTTPCancellation()
        var threads: [WorkerThread] = []
        defer { for thread in threads { thread.join() } }
        for _ in 0..<min(maximumLimit, max(objects.count, 16)) {
            guard let thread = WorkerThread({ work(queue, cancellation) }) else { break }
            threads.append(thread)
        }
        if threads.isEmpty { throw Diagnostic.fatal("cannot start a thread") }
        try tell(queue, told)
    }

    /// The caller's side: outcomes as they come, bytes ten times a second.
    private func tell(_ queue: Monitor<TransferQueue>, _ told: (LargeObject, TransferOutcome) -> Void) throws {
        while true {
            let tick = MonotonicClock.milliseconds() + 100
            let (events, isOver) = queue.wait { queue -> WaitAnswer<([TransferQueue.Event], Bool)> in
                if !queue.hasOutcomes, !queue.isOver, MonotonicClock.milliseconds() < tick { return .later(tick) }
                return .ready((queue.takeEvents(), queue.isOver))
            }
            for event in events { told(event.object, event.outcome) }
            if isOver { break }
        }
        if let failure = queue.read({ $0.failure }) { throw failure }
    }

    private func work(_ queue: Monitor<TransferQueue>, _ cancellation: HTTPCancellation) {
        while let task = queue.wait(for: { $0.next(now: MonotonicClock.milliseconds()) }) {
            let meter = MovedMeter()
            let attempt = TransferAttempt(object: task.object, number: task.attempt, cancellation: cancellation) {
                bytes in
                meter.add(bytes)
                queue.read { $0.move(bytes, of: task.index) }
            }
            do {
                let result = try task.run(attempt)
                queue.change { $0.finish(task, result) }
            } catch {
                let (fault, bits) = (TransferFault(error), random())
                queue.change { queue in
                    queue.move(-meter.bytes, of: task.index)
                    queue.fail(task, fault, policy, bits, now: MonotonicClock.milliseconds())
                }
            }
            if queue.read({ $0.isOver }) { cancellation.cancel() }
        }
    }
}

/// What one try has told of its bytes.
private final class MovedMeter: Sendable {
    private let count = Atomic<Int64>(0)
    func add(_ bytes: Int64) { count.add(bytes, ordering: .relaxed) }
    var bytes: Int64 { count.load(ordering: .relaxed) }
}

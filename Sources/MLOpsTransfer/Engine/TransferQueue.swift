internal import MLOpsCore

/// What is still to be done, by whom, and what became of the rest: the state that the engine's threads share.
struct TransferQueue {
    struct Event: Sendable {
        let object: LargeObject
        let outcome: TransferOutcome
    }

    /// A step that one thread works on.
    struct Task: Sendable {
        let index: Int
        let object: LargeObject
        var attempt = 1
        let run: @Sendable (TransferAttempt) throws -> Result
    }

    enum Result: Sendable {
        case step(TransferStep)
        case part
    }

    private struct Split {
        var left: Int
        let finish: @Sendable (TransferAttempt) throws -> TransferOutcome
    }

    private let objects: [LargeObject]
    private let step: @Sendable (TransferAttempt) throws -> TransferStep
    /// Objects from here on were not begun.
    private var nextObject = 0
    /// Parts and last steps of what was begun: done before anything new is.
    private var ready: [Task] = []
    private var delayed: [(due: Int64, task: Task)] = []
    private var splits: [Int: Split] = [:]
    private var isSettled: [Bool]
    private var settledCount = 0
    private var running = 0
    private var limit: AdaptiveLimit
    private var hasAnswered = false
    private var events: [Event] = []
    private var moves: [Int: Int64] = [:]
    private(set) var failure: Diagnostic?

    init(
        _ objects: [LargeObject], limit: AdaptiveLimit,
        step: @escaping @Sendable (TransferAttempt) throws -> TransferStep
    ) {
        self.objects = objects
        isSettled = Array(repeating: false, count: objects.count)
        self.limit = limit
        self.step = step
    }

    var isOver: Bool { failure != nil || settledCount == objects.count }
    var hasOutcomes: Bool { !events.isEmpty }

    /// A step to do now; nil when all is over.
    mutating func next(now: Int64) -> WaitAnswer<Task?> {
        if isOver { return .ready(nil) }
        if running >= limit.current { return .later(nil) }
        if let position = delayed.firstIndex(where: { $0.due <= now }) {
            ready.append(delayed.remove(at: position).task)
        }
        while let task = ready.popLast() {
            if !isSettled[task.index] { return begin(task) }
        }
        guard nextObject < objects.count else { return .later(delayed.map(\.due).min()) }
        let (index, step) = (nextObject, step)
        nextObject += 1
        return begin(Task(index: index, object: objects[index]) { .step(try step($0)) })
    }

    private mutating func begin(_ task: Task) -> WaitAnswer<Task?> {
        running += 1
        return .ready(task)
    }

    mutating func finish(_ task: Task, _ result: Result) {
        running -= 1
        hasAnswered = true
        limit.succeeded()
        switch result {
        case .step(.done(let outcome)): settle(task, outcome)
        case .step(.split(let parts, let finish)):
            splits[task.index] = Split(left: parts.count, finish: finish)
            for part in parts.reversed() {
                ready.append(
                    Task(index: task.index, object: task.object) {
                        try part($0)
                        return .part
                    })
            }
            finishSplitWhenComplete(task)
        case .part:
            splits[task.index]?.left -= 1
            finishSplitWhenComplete(task)
        }
    }

    private mutating func finishSplitWhenComplete(_ task: Task) {
        guard let split = splits[task.index], split.left == 0 else { return }
        splits[task.index] = nil
        ready.append(Task(index: task.index, object: task.object) { .step(.done(try split.finish($0))) })
    }

    mutating func fail(_ task: Task, _ fault: TransferFault, _ policy: RetryPolicy, _ random: UInt64, now: Int64) {
        running -= 1
        // The other parts of an object that failed are cancelled when nothing else is left: no news, and no failure.
        if isOver || isSettled[task.index] { return }
        switch fault {
        case .fatal(let diagnostic): failure = failure ?? diagnostic
        case .permanent(let reason, let words):
            hasAnswered = true
            settle(task, .failed(reason, gitLFSWords: words))
        case .transient(let reason, let retryAfter, let slowDown):
            if slowDown { limit.wasThrottled(now: now) }
            guard let delay = policy.delay(after: task.attempt, requested: retryAfter, random: random) else {
                return settle(task, .failed("\(reason) (tried \(task.attempt) times)"))
            }
            postpone(task, until: now + delay)
        case .unreachable(let diagnostic):
            limit.wasThrottled(now: now)
            let isHopeless = !hasAnswered && task.attempt >= 3
            guard !isHopeless, let delay = policy.delay(after: task.attempt, requested: nil, random: random) else {
                failure = failure ?? diagnostic
                return
            }
            postpone(task, until: now + delay)
        }
    }

    private mutating func postpone(_ task: Task, until due: Int64) {
        var again = task
        again.attempt += 1
        delayed.append((due, again))
    }

    private mutating func settle(_ task: Task, _ outcome: TransferOutcome) {
        if isSettled[task.index] { return }
        isSettled[task.index] = true
        settledCount += 1
        splits[task.index] = nil
        events.append(Event(object: task.object, outcome: outcome))
    }

    mutating func move(_ bytes: Int64, of index: Int) {
        moves[index, default: 0] += bytes
    }

    /// What happened since the last call: bytes first, then outcomes.
    mutating func takeEvents() -> [Event] {
        defer {
            events = []
            moves = [:]
        }
        let moved = moves.filter { $0.value != 0 }.map { Event(object: objects[$0.key], outcome: .moved($0.value)) }
        return moved + events
    }
}

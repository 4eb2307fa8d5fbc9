import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Synchronization
import Testing

@testable import MLOpsTransfer

@Suite struct TransferEngineTests {
    let objects = (0..<50).map { ContentHasher.object(of: [UInt8($0)]) }
    let engine = TransferEngine(policy: RetryPolicy(attempts: 3, firstDelay: 1, longestDelay: 2), random: { 7 })

    @Test func everyObjectIsToldOnce() throws {
        var told: [LargeObject] = []
        try engine.run(objects, told: { object, _ in told.append(object) }) { attempt in
            attempt.object.size > 0 ? .done(.transferred) : .done(.present)
        }
        #expect(told.count == 50)
        #expect(Set(told) == Set(objects))
        try engine.run([], told: { _, _ in Issue.record() }) { _ in .done(.present) }
    }

    @Test func failedStepsAreTriedAgainAndTheirBytesTakenBack() throws {
        var moved: Int64 = 0
        var results: [TransferOutcome] = []
        try engine.run(
            Array(objects.prefix(3)),
            told: { _, outcome in
                if case .moved(let bytes) = outcome { moved += bytes } else { results.append(outcome) }
            }
        ) { attempt in
            attempt.moved(10)
            if attempt.number < 3 { throw TransferFault.transient("again") }
            return .done(.transferred)
        }
        #expect(moved == 30)
        #expect(results == [.transferred, .transferred, .transferred])
    }

    @Test func enoughIsEnough() throws {
        var results: [TransferOutcome] = []
        try engine.run([objects[0]], told: { results.append($1) }) { _ in throw TransferFault.transient("no") }
        #expect(results == [.failed("no (tried 3 times)")])
    }

    @Test func partsComeBeforeTheEnd() throws {
        let done = Mutex<[Int]>([])
        var results: [TransferOutcome] = []
        try engine.run([objects[0]], told: { results.append($1) }) { _ in
            .split(
                parts: (0..<20).map { number in
                    { attempt in
                        if number == 5, attempt.number == 1 { throw TransferFault.transient("again") }
                        done.withLock { $0.append(number) }
                    }
                }, finish: { _ in done.withLock { $0.count } == 20 ? .transferred : .failed("early") })
        }
        #expect(results == [.transferred])
        #expect(done.withLock { Set($0).count } == 20)
    }

    @Test func aPartThatFailsFailsItsObjectOnly() throws {
        var results: [LargeObject: TransferOutcome] = [:]
        let first = objects[0]
        try engine.run(Array(objects.prefix(4)), told: { results[$0] = $1 }) { attempt in
            guard attempt.object == first else { return .done(.transferred) }
            return .split(
                parts: [{ _ in throw TransferFault.permanent("lost") }, { _ in }],
                finish: { _ in
                    Issue.record()
                    return .transferred
                })
        }
        #expect(results[first] == .failed("lost"))
        #expect(results.count == 4)
    }

    @Test func whatConcernsAllStopsAll() throws {
        let calls = Atomic<Int>(0)
        let error = #expect(throws: Diagnostic.self) {
            try engine.run(objects, told: { _, _ in }) { _ in
                calls.add(1, ordering: .relaxed)
                throw TransferFault.fatal(.fatal("gone"))
            }
        }
        #expect(error?.message == "gone")
        #expect(calls.load(ordering: .relaxed) <= 16)
    }

    @Test func theLimitFollowsTheRemote() {
        var limit = AdaptiveLimit()
        #expect(limit.current == 4)
        for _ in 0..<1000 { limit.succeeded() }
        #expect(limit.current == 16)
        limit.wasThrottled(now: 5000)
        limit.wasThrottled(now: 5500)
        #expect(limit.current == 8)
        for second in 7..<20 { limit.wasThrottled(now: Int64(second) * 1000) }
        #expect(limit.current == 1)
        limit.succeeded()
        #expect(limit.current == 2)
    }

    @Test func waitsGrowAndEnd() {
        let policy = RetryPolicy(attempts: 4, firstDelay: 100, longestDelay: 300, longestRequested: 5000)
        for random: UInt64 in [0, 1, 12345, .max] {
            let waits = (1...3).map { policy.delay(after: $0, requested: nil, random: random)! }
            #expect((50...100).contains(waits[0]) && (100...200).contains(waits[1]) && (150...300).contains(waits[2]))
        }
        #expect(policy.delay(after: 4, requested: nil, random: 1) == nil)
        #expect(policy.delay(after: 1, requested: 4000, random: 1) == 4000)
        #expect(policy.delay(after: 1, requested: 6000, random: 1) == nil)
    }
}

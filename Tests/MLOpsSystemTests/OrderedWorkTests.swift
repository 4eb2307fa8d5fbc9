import MLOpsSystem
import Synchronization
import Testing

@Suite struct OrderedWorkTests {
    private struct Failure: Error, Equatable {
        let input: Int
    }

    @Test(arguments: [0, 1, 2, 7, 1000]) func resultsComeInTheOrderOfTheInputs(count: Int) throws {
        var seen: [Int] = []
        try OrderedWork.run(Array(0..<count), workers: 3, produce: { $0 * $0 }) { seen.append($0) }
        #expect(seen == (0..<count).map { $0 * $0 })
    }

    @Test func noMoreIsProducedThanTheLookAheadAllows() throws {
        let produced = Mutex(0)
        var consumed = 0
        var largest = 0
        try OrderedWork.run(Array(0..<200), workers: 2, lookAhead: 5) { (input: Int) -> Int in
            produced.withLock { $0 += 1 }
            return input
        } consume: { _ in
            largest = max(largest, produced.withLock { $0 } - consumed)
            consumed += 1
        }
        #expect(consumed == 200)
        #expect(largest <= 6)
    }

    @Test func anErrorOfAWorkerArrivesInItsPlace() {
        var seen: [Int] = []
        #expect(throws: Failure(input: 5)) {
            try OrderedWork.run(Array(0..<100)) { (input: Int) throws -> Int in
                if input == 5 { throw Failure(input: input) }
                return input
            } consume: {
                seen.append($0)
            }
        }
        #expect(seen == [0, 1, 2, 3, 4])
    }

    @Test func anErrorOfTheConsumerEndsTheWork() {
        let produced = Mutex(0)
        #expect(throws: Failure(input: 3)) {
            try OrderedWork.run(Array(0..<10_000), lookAhead: 4) { (input: Int) -> Int in
                produced.withLock { $0 += 1 }
                return input
            } consume: {
                if $0 == 3 { throw Failure(input: 3) }
            }
        }
        #expect(produced.withLock { $0 } < 100)
    }
}

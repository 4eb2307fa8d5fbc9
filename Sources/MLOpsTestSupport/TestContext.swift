package import MLOpsCore
internal import Synchronization

/// A context for in-process tests: fixed clock that moves a second at each look, seeded identifiers.
package enum TestContext {
    package static func make(
        _ repository: TempRepository, seed: UInt64 = 1, reporter: any Reporter = SilentReporter()
    ) -> InvocationContext {
        let clock = Counter(1_767_323_045_000)
        let random = Mutex(SeededGenerator(seed: seed))
        let generator = Generator(random: random)
        return InvocationContext(
            workingDirectory: repository.path, environment: repository.environment,
            now: { clock.next(adding: 1000) }, randomBits: { generator.next() },
            shareDirectory: TestEnvironment.packageRoot, executablePath: TestEnvironment.products + "/git-mlops",
            reporter: reporter)
    }

    private final class Counter: Sendable {
        private let value: Mutex<Int64>

        init(_ start: Int64) {
            value = Mutex(start)
        }

        func next(adding step: Int64) -> Int64 {
            value.withLock { value in
                value += step
                return value
            }
        }
    }

    private final class Generator: Sendable {
        private let random: Mutex<SeededGenerator>

        init(random: consuming sending Mutex<SeededGenerator>) {
            self.random = random
        }

        func next() -> UInt64 { random.withLock { $0.next() } }
    }
}

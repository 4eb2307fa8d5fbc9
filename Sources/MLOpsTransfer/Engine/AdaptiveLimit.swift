/// How many things to do at once: one more after each round that went well, half as many when the other side asks for
/// patience. At most one step down a second, since what was under way then fails together.
package struct AdaptiveLimit: Sendable, Equatable {
    package private(set) var current: Int
    private let maximum: Int
    private var successes = 0
    private var lastReduction: Int64?

    /// Starts at `initial`; never under 1 nor over `maximum`.
    package init(initial: Int = 4, maximum: Int = 16) {
        self.maximum = max(1, maximum)
        current = min(max(1, initial), self.maximum)
    }

    package mutating func succeeded() {
        successes += 1
        guard successes >= current, current < maximum else { return }
        current += 1
        successes = 0
    }

    /// `now`: milliseconds of the monotonic clock.
    package mutating func wasThrottled(now: Int64) {
        successes = 0
        if let lastReduction, now - lastReduction < 1000 { return }
        lastReduction = now
        current = max(1, current / 2)
    }
}

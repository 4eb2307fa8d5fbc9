/// How often something is tried, and how long is waited in between: twice as long each time, of which a random part,
/// so that many clients do not come back together; at least what the server asked for.
package struct RetryPolicy: Sendable, Equatable {
    /// Tries in all.
    package var attempts: Int
    /// Milliseconds.
    package var firstDelay: Int64
    package var longestDelay: Int64
    /// The longest wait that a server may ask for; when it wants more, that is the end.
    package var longestRequested: Int64

    package init(
        attempts: Int = 8, firstDelay: Int64 = 250, longestDelay: Int64 = 10_000, longestRequested: Int64 = 300_000
    ) {
        self.attempts = attempts
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
        self.longestRequested = longestRequested
    }

    /// Milliseconds to wait after try number `attempt` (from 1) failed; nil when it was the last one.
    package func delay(after attempt: Int, requested: Int64?, random: UInt64) -> Int64? {
        if attempt >= attempts { return nil }
        if let requested, requested > longestRequested { return nil }
        let doubled = firstDelay << Int64(min(attempt - 1, 20))
        let limit = max(1, min(doubled, longestDelay))
        let jittered = limit / 2 + Int64(random % UInt64(limit / 2 + 1))
        return max(jittered, requested ?? 0)
    }
}

/// How long a check may take. A hook that takes minutes is one that people switch off.
package struct CheckTimer: Sendable {
    /// Milliseconds; nil: no limit.
    package let limit: Int64?
    private let now: @Sendable () -> Int64
    private let end: Int64

    /// Starts to run. `now`: milliseconds on some clock.
    package init(limit: Int64?, now: @escaping @Sendable () -> Int64) {
        self.limit = limit
        self.now = now
        end = limit.map { now() + $0 } ?? .max
    }

    package static let unlimited = CheckTimer(limit: nil) { 0 }

    func isOver() -> Bool { limit != nil && now() >= end }

    /// For one table.
    var limits: ValidationLimits {
        var limits = ValidationLimits()
        if limit != nil { limits.isExpired = isOver }
        return limits
    }
}

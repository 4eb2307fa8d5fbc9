/// Whether a gate opens.
package enum GateStatus: String, Sendable {
    case pass, fail
    /// Too few rows, or no evidence: nobody can tell. It does not open.
    case undecided

    /// One that fails decides, then one that cannot tell.
    package init(all: [GateStatus]) {
        self = all.contains(.fail) ? .fail : all.contains(.undecided) ? .undecided : .pass
    }
}

/// A gate on all rows, or on those of a segment.
package struct GatePart: Sendable, Equatable {
    /// Nil: all rows.
    package var column: String?
    package var value: String?
    package var status: GateStatus
    package var rows: Int?
    package var candidate: Double?
    package var other: Double?
    /// Positive: the candidate is better, or within the limit.
    package var difference: Double?
    /// Bounds of the difference, each of which holds with 1 - alpha.
    package var low: Double?
    package var high: Double?
    package var test: String?
    package var statistic: Double?
    package var p: Double?
    /// After Holm's correction over the segments.
    package var adjusted: Double?
    package var reason = ""

    package init(_ status: GateStatus, reason: String = "") {
        self.status = status
        self.reason = reason
    }

    /// `region = north`, or `overall`.
    package var name: String { column.map { "\($0) = \(value ?? "")" } ?? "overall" }
}

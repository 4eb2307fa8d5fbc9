package import MLOpsCore

/// What gates said of a version that somebody wanted to promote. It is stored with the promotion: member `gates` of a
/// `model.stage`, docs/formats/log.md.
package struct GateVerdict: Sendable, Equatable {
    package enum Status: String, Sendable {
        case pass, fail
        /// Too few rows, or no evidence: nobody can tell. It does not open the gate.
        case undecided
    }

    /// What was looked at.
    package struct Evidence: Sendable, Equatable {
        /// `candidate`, or what the candidate is compared with: `v7`.
        package var role: String
        package var name: String
        /// Of the file; nil for logged metrics.
        package var digest: String?
        package var size: Int64?
        package var rows: Int?
        package var run: String?

        package init(role: String, name: String) {
            self.role = role
            self.name = name
        }
    }

    /// A gate on all rows, or on those of a segment.
    package struct Part: Sendable, Equatable {
        /// Nil: all rows.
        package var column: String?
        package var value: String?
        package var status: Status
        package var rows: Int?
        package var candidate: Double?
        package var other: Double?
        /// Positive: the candidate is better.
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

        package init(_ status: Status, reason: String = "") {
            self.status = status
            self.reason = reason
        }

        /// `region = north`, or `overall`.
        package var name: String { column.map { "\($0) = \(value ?? "")" } ?? "overall" }
    }

    /// One gate.
    package struct Check: Sendable, Equatable {
        package var gate: String
        /// Who demands it: `command line`, `git config` or `.mlopsconfig`.
        package var source: String
        /// The version (`v7`) or baseline that it was held against; nil for a fixed limit.
        package var against: String?
        /// Op id of that version.
        package var version: String?
        package var parts: [Part]

        package init(gate: String, source: String, parts: [Part] = []) {
            self.gate = gate
            self.source = source
            self.parts = parts
        }

        package var status: Status { Status(all: parts.map(\.status)) }
    }

    package var checks: [Check]
    package var evidence: [Evidence]
    package var alpha: Double
    package var minimumRows: Int
    /// Why it was promoted although it does not pass.
    package var override: String?

    package var status: Status { Status(all: checks.map(\.status)) }
}

extension GateVerdict.Status {
    /// One that fails decides, then one that cannot tell.
    init(all: [Self]) {
        self = all.contains(.fail) ? .fail : all.contains(.undecided) ? .undecided : .pass
    }
}

extension ModelRecord {
    /// What gates said at each promotion of the version, in the order of the history.
    package func verdicts(of version: ModelVersion) -> [(promotion: ModelChange, verdict: GateVerdict)] {
        history.compactMap { change in
            guard change.version == version.name, let verdict = change.gates.flatMap(GateVerdict.init) else {
                return nil
            }
            return (change, verdict)
        }
    }
}

package import MLOpsCore
package import MLOpsEvaluation

/// What gates said of a version that somebody wanted to promote. It is stored with the promotion: member `gates` of a
/// `model.stage`, docs/formats/log.md.
package struct GateVerdict: Sendable, Equatable {
    package typealias Status = GateStatus
    package typealias Part = GatePart

    /// What was looked at.
    package struct Evidence: Sendable, Equatable {
        /// `candidate`, or what the candidate is compared with: `v7`.
        package var role: String
        package var name: String
        /// Of the file; nil for logged metrics.
        package var digest: String?
        package var size: Int64?
        /// The git blob that keeps a small file; a larger one is in the object store, by its digest.
        package var blob: String?
        package var rows: Int?
        package var run: String?

        package init(role: String, name: String) {
            self.role = role
            self.name = name
        }
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

    /// The predictions that were read from files, which are kept with the verdict: `candidate-v8.csv`. Those that are
    /// artifacts are kept by their runs.
    package var files: [ModelVersion.File] {
        evidence.compactMap { item in
            guard item.run == nil, let digest = item.digest, let size = item.size else { return nil }
            let name = item.name.split(separator: "/").last.map(String.init) ?? item.name
            return ModelVersion.File(name: "\(item.role)-\(name)", size: size, digest: digest, blob: item.blob)
        }
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

/// Values of one file (or, under the name "", of what was logged) by dotted key.
package typealias FileValues = [String: JSONObject]

/// A run as the fold of its ops shows it.
package struct RunRecord: Sendable, Equatable {
    package enum Status: String, Sendable {
        case scheduled, running, finished, failed, killed

        package var isTerminal: Bool { self != .running && self != .scheduled }
    }

    /// How a run belongs to a commit.
    package struct Attachment: Sendable, Equatable {
        package let commit: String
        /// Paths in which the run's tree and the commit's differ; 0 is exact.
        package let differingPaths: Int64
    }

    /// One end of the run; several when clones or programs disagree, or after it was resumed.
    package struct Ending: Sendable, Equatable {
        package let op: String
        package let status: Status
        package let time: Int64
        package let author: String
        /// The run was resumed by somebody who knew of this end.
        package internal(set) var isLifted = false
    }

    /// A logged model that the run made.
    package struct ModelOutput: Sendable, Equatable {
        package let model: String
        package let step: Int64

        package init(model: String, step: Int64) {
            self.model = model
            self.step = step
        }
    }

    package let id: String
    package var name = ""
    /// The experiment as the run's ops name it: one of the identities of an ``ExperimentRecord``.
    package var experiment = ExperimentRecord.defaultID
    /// The run that this one is a part of.
    package var parent: String?
    package var status = Status.running
    package var started: Int64 = 0
    package var ended: Int64?
    package var exitCode: Int64?
    package var signal: Int64?
    package var command: [String] = []
    package var directory = ""
    package var author = ""
    /// Who ran it, as the program said; the author's address when it did not.
    package var user = ""
    /// What was run, as the program said: `name`, `type`, ….
    package var source = JSONObject()
    package var host = ""
    package var base: String?
    package var branch: String?
    /// The code when the run began and what it left: git trees. A commit with either tree is the run's exact commit.
    package var startTree: String?
    package var endTree: String?
    package var dirty: [String] = []
    package var environmentFiles = JSONObject()
    package var params: FileValues = [:]
    package var metrics: FileValues = [:]
    /// Series by key, whatever their points were measured on.
    package var series: ByteMap<MetricSummary> = [:]
    /// The series of points that were measured on a dataset or a logged model, by that.
    package var contexts: [MetricContext: ByteMap<MetricSummary>] = [:]
    package var tags = TagSet()
    package var note = ""
    package var artifacts: [ArtifactRecord] = []
    package var inputs: [DatasetInput] = []
    /// Logged models that the run used.
    package var modelInputs: [String] = []
    package var outputs: [ModelOutput] = []
    package var attachments: [Attachment] = []
    package var endings: [Ending] = []
    package var wallMilliseconds: Int64?
    package var cpuMicroseconds: Int64?
    package var peakKiB: Int64?
    package var outputTail = ""
    /// Hidden while `tombstones.isDeleted`; a `run.restore` lists `tombstones.standing`.
    package var tombstones = Tombstones()
    /// Parameters that were written twice with different values: the first one is shown.
    package var conflicts: [String] = []

    package init(id: String) {
        self.id = id
    }

    package var isDeleted: Bool { tombstones.isDeleted }

    /// Ends that nobody has lifted: `prev` of a `run.update` that sets the status back to running.
    package var standingEnds: [String] { endings.filter { !$0.isLifted }.map(\.op) }

    /// Wall-clock milliseconds; nil while it runs.
    package var duration: Int64? {
        wallMilliseconds ?? ended.flatMap { $0 >= started ? $0 &- started : nil }
    }

    /// The values to show for each tag, sorted by key.
    package var tagValues: [(key: String, value: String)] { tags.values }

    /// Declared metrics and, under the file name "", the last point of every logged series.
    package var comparableMetrics: FileValues {
        var values = metrics
        for (key, summary) in series { values["", default: JSONObject()][key] = .double(summary.last) }
        return values
    }
}

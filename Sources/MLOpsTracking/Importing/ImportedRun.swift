package import MLOpsCore

/// A run that another program recorded, or another repository.
package struct ImportedRun: Sendable {
    /// A file that belongs to it: still outside, or known by what the record says.
    package enum Content: Sendable {
        case file(String)
        case record(size: Int64, sha256: String?, blob: String?)
    }

    /// 32 hexadecimal digits, the same whenever it is imported.
    package let id: String
    package var name = ""
    /// The experiment by name; "": the default one.
    package var experiment = ""
    package var parent: String?
    package var user = ""
    package var source: JSONObject = [:]
    package var command: [String] = []
    package var directory = ""
    package var host = ""
    package var base: String?
    package var branch: String?
    package var startTree: String?
    package var endTree: String?
    package var dirty: [String] = []
    package var environmentFiles: JSONObject = [:]
    /// Milliseconds since 1970 UTC.
    package var started: Int64 = 0
    package var ended: Int64?
    package var status = RunRecord.Status.finished
    package var exitCode: Int64?
    package var signal: Int64?
    package var wallMilliseconds: Int64?
    package var cpuMicroseconds: Int64?
    package var peakKiB: Int64?
    package var outputTail = ""
    package var params: FileValues = [:]
    package var metrics: FileValues = [:]
    package var points: [(context: MetricContext, points: [MetricPoint])] = []
    package var tags: [(key: String, value: String)] = []
    package var note = ""
    package var inputs: [DatasetInput] = []
    /// Ids of logged models that it used.
    package var modelInputs: [String] = []
    /// Those that it made.
    package var outputs: [RunRecord.ModelOutput] = []
    package var artifacts: [(name: String, content: Content)] = []
    /// Records of stages.
    package var stages: [JSONValue] = []
    package var isDeleted = false

    package init(id: String) {
        self.id = id
    }
}

/// What a source of runs has.
package struct ImportedRuns: Sendable {
    package struct Experiment: Sendable {
        package let name: String
        package var tags: [(key: String, value: String)]
        package var isDeleted: Bool
    }

    /// A model that a run logged, whether somebody registered it or not.
    package struct LoggedModel: Sendable {
        /// `m-` and 32 hexadecimal digits.
        package let id: String
        package var name = ""
        /// The experiment by name; "": the default one.
        package var experiment = ""
        package var type = ""
        package var sourceRun: String?
        package var status = LoggedModelRecord.Status.pending
        package var statusMessage = ""
        package var params: [(key: String, value: String)] = []
        package var tags: [(key: String, value: String)] = []
        package var artifacts: [(name: String, content: ImportedRun.Content)] = []
        package var isDeleted = false

        package init(id: String) {
            self.id = id
        }
    }

    package struct Version: Sendable {
        package let number: Int64
        package var run: String?
        /// The logged model that it is.
        package var loggedModel: String?
        package var source = ""
        /// Where its files are within the run's artifacts; nil: it has none of them.
        package var folder: String?
        package var description = ""
        package var tags: [(key: String, value: String)] = []
        package var stage: String?
    }

    package struct Model: Sendable {
        package let name: String
        package var description = ""
        package var tags: [(key: String, value: String)] = []
        package var versions: [Version] = []
        package var aliases: [(alias: String, version: Int64)] = []
    }

    package var experiments: [Experiment] = []
    package var runs: [ImportedRun] = []
    package var loggedModels: [LoggedModel] = []
    package var models: [Model] = []
    /// What was left out, a sentence each.
    package var problems: [String] = []

    package init() {}
}

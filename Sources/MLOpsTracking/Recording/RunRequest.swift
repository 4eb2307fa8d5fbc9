package import MLOpsCore

/// What a person asked to be run and recorded.
package struct RunRequest: Sendable {
    /// One `-P [FILE:]KEY=VALUE`: rewrites a params file for this run, and leaves it rewritten.
    package struct Override: Sendable, Equatable {
        /// Nil: `params.yaml` at the top.
        package let file: String?
        package let key: String
        package let value: JSONValue

        package init(file: String?, key: String, value: JSONValue) {
            self.file = file
            self.key = key
            self.value = value
        }
    }

    package var name: String
    package var command: [String]
    package var tags: [(key: String, value: String)]
    package var overrides: [Override]
    /// Name or id of the experiment, which is made when there is none; nil: that of the run around this one, else the
    /// default.
    package var experiment: String?
    /// Record every declared metrics file at the end, not only those that were written: right when the work has
    /// checked that the others are results of the same inputs.
    package var recordsAllMetrics: Bool
    /// Folders whose pipelines declare the parameter and metrics files; "" is the top.
    package var pipelineFolders: [String]

    package init(
        name: String = "", command: [String], tags: [(key: String, value: String)] = [], overrides: [Override] = [],
        experiment: String? = nil, recordsAllMetrics: Bool = false, pipelineFolders: [String] = [""]
    ) {
        self.name = name
        self.command = command
        self.tags = tags
        self.overrides = overrides
        self.experiment = experiment
        self.recordsAllMetrics = recordsAllMetrics
        self.pipelineFolders = pipelineFolders
    }
}

/// How the work of a run ended.
package struct RunOutcome: Sendable {
    package let exitCode: Int32
    package let signal: Int32?
    package let cpuMicroseconds: Int64
    package let peakKiB: Int64
    package let outputTail: String

    package init(exitCode: Int32, signal: Int32?, cpuMicroseconds: Int64, peakKiB: Int64, outputTail: String) {
        self.exitCode = exitCode
        self.signal = signal
        self.cpuMicroseconds = cpuMicroseconds
        self.peakKiB = peakKiB
        self.outputTail = outputTail
    }

    /// `finished` for exit code 0, `killed` for a signal, else `failed`.
    var status: RunRecord.Status {
        signal != nil ? .killed : (exitCode == 0 ? .finished : .failed)
    }
}

internal import MLOpsCore

/// A run as the list shows it, ready to print: what is slow to compute was computed when the run was indexed.
package struct RunRow: Sendable, Equatable {
    package let id: String
    package var name: String
    package var status: String
    /// Milliseconds since 1970 UTC.
    package var started: Int64
    /// Wall-clock milliseconds; nil while it runs.
    package var duration: Int64?
    package var base: String?
    /// The commit that the list shows: the one that holds what the run left, else the one it began on.
    package var commit: String?
    package var startTree: String?
    package var endTree: String?
    package var isDeleted: Bool
    /// The main metrics in one line.
    package var headline: String
    /// As the run names it; "0" is the default.
    package var experiment: String
    /// The run that this one is a part of.
    package var parent: String?
    /// The whole record as one line of JSON.
    package var json: String
    package var attachments: [(commit: String, differingPaths: Int64)]

    /// Still `running`: more ops are to be expected soon.
    package var isRunning: Bool { status == "running" }

    package init(
        id: String, name: String, status: String, started: Int64, duration: Int64?, base: String?,
        commit: String?, startTree: String?, endTree: String?, isDeleted: Bool, headline: String, json: String,
        experiment: String = ExperimentRecord.defaultID, parent: String? = nil,
        attachments: [(commit: String, differingPaths: Int64)] = []
    ) {
        self.id = id
        self.name = name
        self.status = status
        self.started = started
        self.duration = duration
        self.base = base
        self.commit = commit
        self.startTree = startTree
        self.endTree = endTree
        self.isDeleted = isDeleted
        self.headline = headline
        self.json = json
        self.experiment = experiment
        self.parent = parent
        self.attachments = attachments
    }

    package static func == (left: RunRow, right: RunRow) -> Bool {
        left.id == right.id && left.json == right.json && left.isDeleted == right.isDeleted
            && left.headline == right.headline
    }
}

package import MLOpsCore

/// What of the log this clone lacks. It shows a partial view then, and says so.
package struct LogHoles: Sendable, Equatable {
    /// Log commits at which history is cut off (a shallow clone).
    package var boundary: [ObjectID] = []
    /// How many log commits have no content here (a partial clone).
    package var unread = 0

    package init() {}

    package var isEmpty: Bool { boundary.isEmpty && unread == 0 }

    /// One sentence; nil without holes.
    package var sentence: String? {
        if !boundary.isEmpty { return "partial view: the log of runs is cut off in this shallow clone" }
        if unread == 0 { return nil }
        return
            "partial view: \(unread) \(unread == 1 ? "commit" : "commits") of the log cannot be read in this partial clone"
    }
}

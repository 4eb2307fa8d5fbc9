package import MLOpsCore

/// A lock as a server tells it (Git LFS, docs/api/locking.md).
package struct Lock: Sendable, Equatable {
    package let id: String
    /// Relative to the top of the worktree.
    package let path: String
    package let owner: String?
    /// RFC 3339, as the server wrote it.
    package let lockedAt: String

    package init(id: String, path: String, owner: String?, lockedAt: String) {
        self.id = id
        self.path = path
        self.owner = owner
        self.lockedAt = lockedAt
    }

    /// Nil when an identifier or a path is missing.
    package init?(_ value: JSONValue) {
        guard let id = value["id"]?.stringValue, let path = value["path"]?.stringValue else { return nil }
        self.init(
            id: id, path: path, owner: value["owner"]?["name"]?.stringValue,
            lockedAt: value["locked_at"]?.stringValue ?? "")
    }

    package var json: JSONValue {
        var fields: JSONObject = ["id": .string(id), "path": .string(path)]
        if let owner { fields["owner"] = .object(["name": .string(owner)]) }
        // One spelling of UTC for scripts, whichever the server has.
        fields["locked_at"] = .string(lockedAt.hasSuffix("+00:00") ? lockedAt.dropLast(6) + "Z" : lockedAt)
        return .object(fields)
    }
}

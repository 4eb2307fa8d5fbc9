internal import MLOpsCore

/// One ref that a push changes, never by force: `new` nil deletes it, and only while it is what `lease` says.
struct RefUpdate: Equatable {
    /// On the remote.
    let name: String
    let new: ObjectID?
    let lease: ObjectID?

    static func set(_ name: String, to id: ObjectID) -> RefUpdate {
        RefUpdate(name: name, new: id, lease: nil)
    }

    static func delete(_ name: String, at id: ObjectID) -> RefUpdate {
        RefUpdate(name: name, new: nil, lease: id)
    }

    var refspec: String { "\(new?.hex ?? ""):\(name)" }
    var leaseOption: String? { lease.map { "--force-with-lease=\(name):\($0)" } }
}

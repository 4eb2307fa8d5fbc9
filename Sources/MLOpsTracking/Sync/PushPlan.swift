internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsLog

/// What a remote lacks, as far as the last fetch tells.
struct PushPlan {
    struct Trunk {
        let store: LogStore
        let id: ObjectID
        let update: RefUpdate
        let tracking: String
    }

    /// An inbox whose ops are all in the trunk that is pushed: it has served.
    struct Inbox {
        let tracking: String
        let update: RefUpdate
    }

    let trunks: [Trunk]
    let inboxes: [Inbox]

    init(_ store: RunStore, remote: String) throws {
        let repository = store.repository
        let references = store.log.layout.references
        trunks = LogStore.allCases.compactMap { kind in
            let name = references.trunk(kind)
            let tracking = references.trackingTrunk(remote, kind)
            guard let id = repository.reference(name), id != repository.reference(tracking) else { return nil }
            return Trunk(
                store: kind, id: id, update: .set(references.remoteName(name), to: id), tracking: tracking)
        }
        let tracked = LogReferences.tracking(remote)
        inboxes = try repository.references(tracked + "inbox/").compactMap { name, id in
            guard let head = LogHead(name), head.isInbox, store.log.isFolded(id, head.store) else { return nil }
            let update = RefUpdate.delete(references.remoteRoot + name.dropFirst(tracked.utf8.count), at: id)
            return Inbox(tracking: name, update: update)
        }
    }

    var isEmpty: Bool { trunks.isEmpty && inboxes.isEmpty }
}

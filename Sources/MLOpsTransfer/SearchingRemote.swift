internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore

/// A remote with others behind it (`lfs.remote.searchall`): what it does not have is asked of each git remote in turn.
/// The one that had something is asked first from then on.
struct SearchingRemote: ObjectRemote {
    private let first: any ObjectRemote
    private let others: [@Sendable () throws -> any ObjectRemote]

    init(_ first: any ObjectRemote, others: [@Sendable () throws -> any ObjectRemote]) {
        self.first = first
        self.others = others
    }

    var name: String { first.name }

    func missing(among objects: [LargeObject]) throws -> [LargeObject] { try first.missing(among: objects) }

    func upload(
        _ objects: [LargeObject], from store: ObjectStore, told: (LargeObject, TransferOutcome) -> Void
    ) throws {
        try first.upload(objects, from: store, told: told)
    }

    func list(_ body: (LargeObject) throws -> Void) throws { try first.list(body) }

    func remove(_ objects: [LargeObject]) throws { try first.remove(objects) }

    func download(
        _ objects: [LargeObject], into store: ObjectStore, told: (LargeObject, TransferOutcome) -> Void
    ) throws {
        var failures: [LargeObject: TransferOutcome] = [:]
        let note = { (object: LargeObject, outcome: TransferOutcome) in
            if case .failed = outcome { failures[object] = outcome } else { told(object, outcome) }
        }
        var unusable: (any Error)?
        do {
            try first.download(objects, into: store, told: note)
        } catch {
            unusable = error
        }
        for open in others {
            let wanted = objects.filter { (unusable != nil || failures[$0] != nil) && !store.contains($0) }
            if wanted.isEmpty { break }
            // Why another does not have it either is of no interest.
            try? open().download(wanted, into: store) { object, outcome in
                if case .failed = outcome { return }
                failures[object] = nil
                told(object, outcome)
            }
        }
        if let unusable, objects.contains(where: { !store.contains($0) }) { throw unusable }
        for object in objects { if let failure = failures[object] { told(object, failure) } }
    }
}

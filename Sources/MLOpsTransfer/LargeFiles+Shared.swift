package import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

extension LargeFiles {
    /// Takes what the shared store has (`mlops.sharedStore`); returns the others.
    package func adoptShared(
        _ objects: [LargeObject], told: (LargeObject, TransferOutcome) -> Void = { _, _ in }
    ) -> [LargeObject] {
        if store.sharedRoot == nil { return objects }
        let adopted = Workers.map(objects.count, workers: Workers.processors, makeState: { () }) { _, position in
            store.adoptShared(objects[position])
        }
        for (object, isHere) in zip(objects, adopted) where isHere { told(object, .present) }
        return zip(objects, adopted).filter { !$1 }.map(\.0)
    }

    /// The objects that are neither here nor in the shared store, which gets those that are here.
    func shareOrAdopt(_ objects: [LargeObject]) -> [LargeObject] {
        let missing = objects.keeping { !store.contains($0) }
        guard store.sharedRoot != nil else { return missing }
        let absent = Set(missing)
        for object in objects where object.size > 0 && !absent.contains(object) { store.share(object.id) }
        return adoptShared(missing)
    }
}

package import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore

/// What a transfer did.
package struct TransferReport: Sendable {
    package struct Failure: Sendable, Equatable {
        package let object: LargeObject
        package let reason: String
        /// What Git LFS says, where it has a sentence of its own.
        package var gitLFSWords: String?
    }

    package private(set) var transferred: [LargeObject] = []
    /// Of what was transferred.
    package private(set) var bytes: Int64 = 0
    package internal(set) var failures: [Failure] = []
    /// How many needed no transfer after all.
    package internal(set) var present = 0

    package init() {}

    var settled: Int { transferred.count + present + failures.count }

    mutating func add(_ object: LargeObject) {
        transferred.append(object)
        bytes += object.size
    }
}

extension LargeFiles {
    /// Gets objects that the store does not have from `remote`, telling each outcome as it is known.
    package func fetch(
        _ objects: [LargeObject], from remote: any ObjectRemote,
        told: @escaping (LargeObject, TransferOutcome) -> Void = { _, _ in }
    ) throws -> TransferReport {
        let wanted = adoptShared(unique(objects).keeping { !store.contains($0) }, told: told)
        defer { store.sweepTemporaries(nowSeconds: repository.context.now() / 1000) }
        return try transfer("Downloading data", wanted, told: told) { told in
            try remote.download(wanted, into: store, told: told)
        }
    }

    /// Sends objects to `remote`, which does not have them, telling each outcome as it is known.
    package func send(
        _ objects: [LargeObject], to remote: any ObjectRemote,
        told: @escaping (LargeObject, TransferOutcome) -> Void = { _, _ in }
    ) throws -> TransferReport {
        try transfer("Uploading data", objects, told: told) { told in
            try remote.upload(objects, from: store, told: told)
        }
    }

    private func transfer(
        _ title: String, _ objects: [LargeObject], told: @escaping (LargeObject, TransferOutcome) -> Void,
        _ body: ((LargeObject, TransferOutcome) -> Void) throws -> Void
    ) throws -> TransferReport {
        var report = TransferReport()
        guard !objects.isEmpty else { return report }
        var moved: Int64 = 0
        defer { reporter.endProgress() }
        try body { object, outcome in
            switch outcome {
            case .transferred: report.add(object)
            case .present: report.present += 1
            case .failed(let reason, let words):
                report.failures.append(.init(object: object, reason: reason, gitLFSWords: words))
            case .moved(let bytes): moved += bytes
            }
            let bytes = max(moved, report.bytes)
            reporter.progress(title, done: report.settled, total: objects.count, bytes: bytes)
            if case .moved = outcome { return }
            told(object, outcome)
        }
        return report
    }

    /// Each object once, in the order of first appearance.
    package func unique(_ objects: [LargeObject]) -> [LargeObject] {
        var seen = ObjectSet()
        return objects.keeping { seen.insert($0) }
    }
}

extension LargeFiles {
    /// Gets what the commits name, HEAD when there are none; with `everything` what any ref's history names.
    package func fetch(revisions: [String], everything: Bool = false, from remote: String?) throws -> TransferReport {
        var objects = ObjectSet()
        if everything {
            try forEachFile(reachableFrom: revisions.isEmpty ? ["--all"] : revisions, notFrom: []) {
                objects.insert($0.object)
            }
        } else {
            for revision in revisions.isEmpty ? ["HEAD"] : revisions {
                try forEachFile(in: revision) { objects.insert($0.object) }
            }
        }
        return try fetch(missing: objects.objects, from: remote)
    }

    /// Gets what the index names.
    package func fetchIndex(from remote: String?) throws -> TransferReport {
        var objects = ObjectSet()
        try forEachIndexFile { objects.insert($0.object) }
        return try fetch(missing: objects.objects, from: remote)
    }

    /// Looks for a remote only when there is something to get.
    private func fetch(missing objects: [LargeObject], from remote: String?) throws -> TransferReport {
        let missing = shareOrAdopt(objects)
        if missing.isEmpty { return TransferReport() }
        return try fetch(missing, from: RemoteResolver(repository).source(for: remote))
    }
}

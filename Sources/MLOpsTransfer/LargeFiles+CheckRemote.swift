internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// What a check of a remote found, and what was done about it.
package struct RemoteCheckReport: Sendable {
    package struct Finding: Sendable, Equatable {
        package enum Kind: String, Sendable {
            /// Not there, or of another size.
            case missing = "missing-object"
            /// There, with other bytes than its name says.
            case corrupt = "corrupt-object"
            /// There, and not to be had.
            case unreadable = "unreadable-object"
        }

        package let kind: Kind
        package let file: LargeFile
        /// Whether it is right again.
        package internal(set) var isRepaired = false
        /// Why it is not; the end of a sentence.
        package internal(set) var problem: String?
    }

    /// Objects whose presence and size were asked for.
    package let checked: Int
    /// Of these, how many were read.
    package let read: Int
    package internal(set) var findings: [Finding] = []
}

extension LargeFiles {
    /// Compares a remote with what HEAD and the index name, all of history when `everything`: presence and size, and
    /// of `share` percent, chosen at random, the bytes. With `repairs`, what is wrong there and right here is sent anew.
    package func checkRemote(
        _ name: String?, everything: Bool = false, share: Int = 0, repairs: Bool
    ) throws -> RemoteCheckReport {
        let remote = try RemoteResolver(repository).remote(for: name)
        let files = try knownObjects(everything: everything)
        let missing = ObjectSet(try remote.missing(among: files.map(\.object)))
        let present = files.keeping { !missing.contains($0.object) }
        let chosen = present.filter { _ in Int(repository.context.randomBits() % 100) < share }
        let spoiled = try readBack(chosen.map(\.object), from: remote)
        var report = RemoteCheckReport(checked: files.count, read: chosen.count)
        for file in files {
            if missing.contains(file.object) { report.findings.append(.init(kind: .missing, file: file)) }
            if let reason = spoiled[file.object] {
                let isCorrupt = TransferFault.meansWrongBytes(reason)
                report.findings.append(
                    .init(kind: isCorrupt ? .corrupt : .unreadable, file: file, problem: isCorrupt ? nil : reason))
            }
        }
        if repairs { try repair(&report, on: remote) }
        return report
    }

    /// Each object once, by the first path that names it.
    private func knownObjects(everything: Bool) throws -> [LargeFile] {
        var files: [LargeFile] = []
        var seen: Set<ContentID> = []
        let take = { (file: LargeFile) in
            if file.pointer.size > 0, seen.insert(file.pointer.id).inserted { files.append(file) }
        }
        try forEachKnownFile(take)
        if everything { try forEachFile(reachableFrom: ["--all"], notFrom: [], take) }
        return files
    }

    /// Why objects do not come back as they are; a few at a time so that the disk need not hold all.
    private func readBack(_ objects: [LargeObject], from remote: any ObjectRemote) throws -> [LargeObject: String] {
        if objects.isEmpty { return [:] }
        let folder = try store.makeTemporaryFolder()
        defer {
            try? Files.removeTree(folder)
            reporter.endProgress()
        }
        var spoiled: [LargeObject: String] = [:]
        var done = 0
        var bytes: Int64 = 0
        for batch in Self.batches(objects) {
            let scratch = ObjectStore(root: folder + "/\(done)")
            try remote.download(batch, into: scratch) { object, outcome in
                switch outcome {
                case .moved(let count): bytes += count
                case .failed(let reason, _): spoiled[object] = reason
                case .transferred, .present: break
                }
                if case .moved = outcome {} else { done += 1 }
                reporter.progress("Checking remote data", done: done, total: objects.count, bytes: bytes)
            }
            try Files.removeTree(scratch.root)
        }
        return spoiled
    }

    /// Pieces of at most 256 objects or 1 GiB.
    private static func batches(_ objects: [LargeObject]) -> [[LargeObject]] {
        var batches: [[LargeObject]] = [[]]
        var size: Int64 = 0
        for object in objects {
            if batches[batches.count - 1].count == 256 || (size > 0 && size + object.size > 1 << 30) {
                batches.append([])
                size = 0
            }
            batches[batches.count - 1].append(object)
            size += object.size
        }
        return batches
    }

    /// What is damaged there is deleted first: its name is taken.
    private func repair(_ report: inout RemoteCheckReport, on remote: any ObjectRemote) throws {
        var sendable: [Int] = []
        for (index, finding) in report.findings.enumerated() where finding.kind != .unreadable {
            let object = finding.file.object
            if try !store.contains(object) || !store.verify(object) {
                report.findings[index].problem = "this clone does not have it either"
            } else {
                sendable.append(index)
            }
        }
        let damaged = sendable.filter { report.findings[$0].kind == .corrupt }
        try remote.remove(damaged.map { report.findings[$0].file.object })
        var outcomes: [LargeObject: String?] = [:]
        let sent = try send(sendable.map { report.findings[$0].file.object }, to: remote)
        for failure in sent.failures { outcomes[failure.object] = failure.reason }
        for index in sendable {
            let reason = outcomes[report.findings[index].file.object] ?? nil
            report.findings[index].problem = reason
            report.findings[index].isRepaired = reason == nil
        }
    }
}

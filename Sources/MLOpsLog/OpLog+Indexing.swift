package import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsSystem

/// What a batch of log commits holds, read and folded beside the database.
private struct IndexBatch: Sendable {
    var ops: [PlacedOp] = []
    /// Rows of runs as these ops alone make them.
    var rows: [String: RunRow] = [:]
    var damaged = 0
    var purges = PurgeSet()
}

/// A blob with ops and a log commit that holds it.
private struct OpFile: Sendable {
    let commit: ObjectID
    let blob: ObjectID
}

extension OpLog {
    /// Indexes commits that are new since the last time. What cannot be read is mended first.
    package func refresh() throws {
        try reading { try indexNewCommits() }
    }

    /// Does `work`, which reads ops at the places that the index names. Where these are gone and nothing of the log is
    /// missing, commits were replaced under the index (compacted or purged, here or elsewhere), and it is made anew.
    func reading<R>(_ work: () throws -> R) throws -> R {
        do {
            return try mending(work)
        } catch let error as GitError where error.code == .notFound {
            try index.clear()
            try mending { try indexNewCommits() }
            return try work()
        }
    }

    private func indexNewCommits() throws {
        try readGenerations()
        let heads = try heads()
        let indexed = try index.heads()
        if indexed == Set(heads.map(\.hex)) { return }
        let known = indexed.compactMap { ObjectID(hex: $0) }
        if known.contains(where: { !repository.hasObject($0) }) {
            try index.clear()
            return try indexNewCommits()
        }
        if try restoreLostHeads(indexed: Set(known), heads: heads) { return try refresh() }
        let commits = try repository.walk(from: heads.sorted(), hiding: known)
        let absent = try absent(among: commits)
        holes.unread = absent.count
        // With a part missing, the heads of before stay: the next command tries again.
        try indexCommits(
            absent.isEmpty ? commits : commits.filter { !absent.contains($0) },
            heads: absent.isEmpty ? heads : Set(known))
    }

    /// Two threads read, verify and fold; this one writes the database. The heads are set last: a process that dies
    /// before leaves ops that the next one finds in place.
    private func indexCommits(_ commits: [ObjectID], heads: Set<ObjectID>) throws {
        let files = try files(of: commits)
        let purges = try index.purges()
        var damaged = 0
        do {
            try OrderedWork.run(
                files,
                produce: { [repository, makeRow] in
                    try Self.read($0, repository, purges, makeRow)
                }
            ) { batch in
                guard batch.purges.isSubset(of: purges) else { throw NewPurges(purges: batch.purges) }
                damaged += batch.damaged
                try index.add(batch.ops, heads: nil, ready: batch.rows, refold: row)
            }
        } catch let found as NewPurges {
            // What they name may be indexed already.
            try index.remember(found.purges)
            try journal.forget(found.purges)
            try index.clear()
            return try indexNewCommits()
        }
        try index.add([], heads: Set(heads.map(\.hex)), refold: row)
        if damaged > 0 { repository.context.reporter.warning("\(damaged) damaged lines in the log were left out") }
    }

    private struct NewPurges: Error {
        let purges: PurgeSet
    }

    /// The files with ops of `commits`, in portions that one thread reads at once.
    private func files(of commits: [ObjectID]) throws -> [[OpFile]] {
        var files: [OpFile] = []
        try OrderedWork.run(
            Self.portions(commits, of: 500),
            produce: { [repository] commits in
                try commits.flatMap { commit in
                    try LogCommit.opBlobs(commit, in: repository).map { OpFile(commit: commit, blob: $0) }
                }
            }
        ) { files += $0 }
        return Self.portions(files, of: 100)
    }

    private static func portions<Element>(_ elements: [Element], of size: Int) -> [[Element]] {
        stride(from: 0, to: elements.count, by: size).map { Array(elements[$0..<min($0 + size, elements.count)]) }
    }

    private static func read(
        _ files: [OpFile], _ repository: Repository, _ purges: PurgeSet, _ makeRow: @Sendable (RunRecord) -> RunRow
    ) throws -> IndexBatch {
        var batch = IndexBatch()
        for file in files {
            let content = try LogCommit.readPlaced(file.blob, of: file.commit, in: repository)
            batch.ops += content.ops
            batch.damaged += content.damaged
        }
        batch.purges = PurgeSet(of: batch.ops.lazy.map(\.op))
        if !purges.isEmpty { batch.ops.removeAll { purges.hides($0.op) } }
        for (subject, ops) in Dictionary(grouping: batch.ops, by: \.op.subject) {
            if let subject, let record = RunFold.fold(run: subject, ops.map(\.op)) {
                batch.rows[subject] = makeRow(record)
            }
        }
        return batch
    }

    /// Folds a run of which some ops were known before.
    func row(_ run: String, _ earlier: [IndexedOp], _ new: [Op]) throws -> RunRow? {
        RunFold.fold(run: run, try lines(earlier) + new).map(makeRow)
    }

    /// All ops of a run, or another subject, in the order of the fold.
    package func ops(of subject: String) throws -> [Op] {
        try reading { try lines(try index.ops(of: subject)) }
    }

    private func lines(_ ops: [IndexedOp]) throws -> [Op] {
        var blob: (id: ObjectID, bytes: [UInt8])?
        return try ops.compactMap { indexed in
            if let line = indexed.line { return Op(line: line) }
            let place = indexed.place
            if blob?.id != place.blob { blob = (place.blob, try repository.blob(place.blob)) }
            let end = place.offset + place.length
            guard let bytes = blob?.bytes, end <= bytes.count else { return nil }
            return Op(line: Array(bytes[place.offset..<end]))
        }
    }

    /// The history of one run's metrics in (step, time) order; `key` nil: all of them.
    package func metricHistory(of run: String, key: String? = nil) throws -> [MetricPoint] {
        try metricPoints(of: run).flatMap(\.points).filter { key == nil || $0.key == key }
            .sorted { ($0.step, $0.time) < ($1.step, $1.time) }
    }

    /// Every point of a run by what it was measured on, in the order in which they were recorded.
    package func metricPoints(of run: String) throws -> [(context: MetricContext, points: [MetricPoint])] {
        var points: [MetricContext: [MetricPoint]] = [:]
        for op in try ops(of: run) where op.kind == .runMetrics {
            var found: [MetricPoint] = []
            if case .array(let items)? = op.body["points"] { found += items.compactMap(MetricPoint.init) }
            if op.body["summary"] != nil, let place = try index.commits(holding: op).first {
                found += try LogCommit.series(of: op.id, in: place, repository)
            }
            if !found.isEmpty { points[MetricContext(op.body), default: []] += found }
        }
        return points.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

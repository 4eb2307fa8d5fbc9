internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

extension ReproSession {
    private var store: any StageStateStore { reproducer.store }
    private var context: InvocationContext { reproducer.context }

    /// Looks at a stage whose turn it is: settles it, or begins its commands.
    mutating func consider(_ index: Int) throws {
        let stage = reproducer.graph.stages[index]
        if stage.isFrozen {
            guard let clause = judge.inspector.missingOfFrozen(stage, options) else {
                try recordFrozen(stage)
                return settle(index, .frozen)
            }
            context.reporter.hint("git mlops stage unfreeze \(stage.group)")
            return settle(index, .failed(clause, code: 1))
        }
        judge.inspector.forgetDocuments()
        if try !judge.inspector.allows(stage) { return settle(index, .skipped) }
        if options.pulls { try fetchDependencies(of: stage) }
        let inputs = try judge.inspector.inputs(of: stage)
        if options.isForced { return try start(index, inputs, because: "it is forced") }
        if let reason = stage.alwaysRunsBecause ?? ranBefore(index) {
            return try start(index, inputs, because: reason)
        }
        switch try judge.verdict(on: stage, inputs) {
        case .runs(let reason): try start(index, inputs, because: reason)
        case .upToDate(let record): try accept(index, record, .upToDate)
        case .known(let record, let reason, let dvc):
            if dvc.isEmpty, options.allowsMissing, judge.isOnlyMissing(record) {
                for out in record.outs { judge.inspector.assumed[out.path] = out.fingerprint }
                return settle(index, .upToDate, record)
            }
            if let restored = try restore(stage, record, dvc) { return try accept(index, restored, .restored) }
            try start(index, inputs, because: reason)
        }
    }

    /// With `--force-downstream`: the clause that names a stage before this one which ran.
    private func ranBefore(_ index: Int) -> String? {
        guard options.forcesDownstream else { return nil }
        let before = reproducer.graph.upstream[index].first { need in
            switch items[need]?.status {
            case .ran, .ranUnrecorded: true
            default: false
            }
        }
        return before.map { "'\(reproducer.title(reproducer.graph.stages[$0]))' ran before it" }
    }

    /// Takes a record that holds. One that was made of what dvc recorded is kept from now on.
    private mutating func accept(_ index: Int, _ record: StageRecord?, _ status: ReproOutcome.Status) throws {
        let stage = reproducer.graph.stages[index]
        if let record {
            if try store.record(for: record.key)?.outs.map(\.fingerprint) != record.outs.map(\.fingerprint) {
                try store.save(record)
            }
            try judge.updateLock(stage, record)
        }
        settle(index, status, record)
    }

    private func fetchDependencies(of stage: Stage) throws {
        let objects = stage.deps.compactMap(judge.inspector.hasher.pointer)
        guard let fetch = reproducer.services.fetch, let cache = judge.cache, !objects.isEmpty else { return }
        try fetch(objects)
        for path in stage.deps {
            guard let object = judge.inspector.hasher.pointer(path), cache.objects.contains(object) else { continue }
            let isExecutable = Files.info(Paths.join(reproducer.root, path))?.isExecutable ?? false
            var content = FileFingerprint(object)
            content.isExecutable = isExecutable
            try cache.restore(RecordedOutput(path: path, content))
        }
    }

    /// Puts back what the stage made before. Nil when not all of it can be had; then nothing was touched.
    private mutating func restore(
        _ stage: Stage, _ record: StageRecord, _ dvc: [String: String]
    ) throws -> StageRecord? {
        guard dvc.isEmpty else { return try restoreFromDVC(stage, record, dvc) }
        guard judge.canRestore(record, stage), let cache = judge.cache else { return nil }
        // Listings of folders first: they say what else is needed.
        var asked: Set<LargeObject> = []
        for _ in 0..<2 {
            let missing = record.outs.flatMap { cache.missing(of: $0) ?? [] }.filter { asked.insert($0).inserted }
            if !missing.isEmpty { try reproducer.services.fetch?(missing) }
        }
        guard record.outs.allSatisfy({ cache.missing(of: $0)?.isEmpty ?? false }) else { return nil }
        try OutputRemover(root: reproducer.root).checkOutputs(of: stage)
        for out in record.outs {
            if try judge.inspector.hasher.fingerprint(out.path) == out.fingerprint { continue }
            try cache.restore(out)
            guard try judge.inspector.hasher.fingerprint(out.path) == out.fingerprint else { return nil }
        }
        return record
    }

    private mutating func restoreFromDVC(
        _ stage: Stage, _ record: StageRecord, _ dvc: [String: String]
    ) throws -> StageRecord? {
        guard let cache = judge.dvcCache else { return nil }
        let remover = OutputRemover(root: reproducer.root)
        try remover.checkOutputs(of: stage)
        var record = record
        for (path, md5) in dvc.sorted(by: { $0.key < $1.key }) {
            let full = Paths.join(reproducer.root, path)
            try Files.removeTree(full)
            try cache.restore(md5, to: full, isExecutable: false)
            guard let content = try judge.inspector.hasher.fingerprint(path) else { return nil }
            if content.md5 != md5, try judge.inspector.hasher.legacyMD5(path) != md5 { return nil }
            record.outs.append(RecordedOutput(path: path, content))
        }
        record.outs.sort { $0.path < $1.path }
        return record
    }

    private mutating func start(_ index: Int, _ inputs: StageInputs, because reason: String) throws {
        let stage = reproducer.graph.stages[index]
        let attempt = (attempts[index] ?? 0) + 1
        if attempt == 1, let confirm = reproducer.services.confirm, !confirm(stage) {
            return settle(index, .failed("you said no", code: 1))
        }
        attempts[index] = attempt
        if let observer = reproducer.services.observer {
            observer.began(stage, because: reason, attempt: attempt)
        } else {
            context.reporter.note("Running stage '\(reproducer.title(stage))': \(reason)")
        }
        if let missing = stage.deps.first(where: judge.inspector.hasher.isPointer) {
            context.reporter.hint("git mlops pull '\(missing)'")
            return settle(index, .failed("'\(missing)' is not here, only its pointer", code: 1))
        }
        if let missing = stage.deps.first(where: { judge.inspector.assumed[$0] != nil && !exists($0) }) {
            context.reporter.hint("git mlops repro --pull")
            return settle(index, .failed("'\(missing)' is not here", code: 1))
        }
        var record = StageRecord(stage: stage.name, pipeline: stage.file, inputs: inputs, outs: [])
        try OutputRemover(root: reproducer.root).removeOutputs(of: stage)
        record.started = context.now()
        running[index] = record
        let environment = shell.environment(of: stage, environment)
        try executor.start(StageTask(index: index, stage: stage, environment: environment))
    }

    private func exists(_ path: String) -> Bool { Files.exists(Paths.join(reproducer.root, path)) }

    /// Checks that everything declared was made and that nothing the result depends on moved, then records it.
    mutating func conclude(_ result: StageResult) throws {
        let stage = reproducer.graph.stages[result.index]
        guard var record = running.removeValue(forKey: result.index) else { return }
        if let failure = result.failure {
            guard attempts[result.index, default: 1] <= stage.settings.retries, executor.interruption == nil else {
                return settle(result.index, .failed(failure, code: result.code))
            }
            return try start(result.index, record.inputs, because: failure)
        }
        record.ended = context.now()
        record.add(result, attempt: attempts[result.index] ?? 1, shell, reproducer.services.details)
        for path in record.inputs.outs {
            guard let fingerprint = try judge.inspector.hasher.fingerprint(path) else {
                return settle(result.index, .failed("it did not make '\(path)'", code: 1))
            }
            record.outs.append(RecordedOutput(path: path, fingerprint))
        }
        if let clause = try changedInputs(of: stage, since: record) {
            context.reporter.warning("stage '\(stage.name)' is not recorded: while it ran, \(clause)")
            return settle(result.index, .ranUnrecorded(clause))
        }
        try keep(&record, of: stage)
        settle(result.index, .ran, record)
    }

    private mutating func changedInputs(of stage: Stage, since record: StageRecord) throws -> String? {
        judge.inspector.forgetDocuments()
        do {
            return try judge.inspector.inputs(of: stage).difference(to: record.inputs)
        } catch let error as Diagnostic {
            return error.message
        }
    }

    /// Keeps what the stage made, then says so: first the contents, then the record, last what dvc reads.
    private mutating func keep(_ record: inout StageRecord, of stage: Stage) throws {
        if options.keepsOutputs, let cache = judge.cache, stage.isRepeatable {
            for index in record.outs.indices {
                record.outs[index] = try cache.keep(record.outs[index], &judge.inspector.hasher)
            }
        }
        if let before = try store.record(for: record.key),
            before.outs.map(\.fingerprint) != record.outs.map(\.fingerprint)
        {
            context.reporter.warning(
                "stage '\(reproducer.title(stage))' made something else of the same inputs than before")
        }
        try store.save(record)
        try reproducer.services.recorded?(record)
        if options.keepsOutputs, let dvc = judge.dvcCache { try keep(record, of: stage, in: dvc) }
        try judge.updateLock(stage, record)
    }

    /// Puts what the stage made into dvc's cache, as far as it is dvc's to keep.
    mutating func keep(_ record: StageRecord, of stage: Stage, in dvc: DVCCache) throws {
        let objects = reproducer.services.objects
        for out in record.outs where stage.outs.first(where: { $0.path == out.path })?.isCached ?? false {
            let full = Paths.join(reproducer.root, out.path)
            guard out.fingerprint.count != nil else {
                try dvc.keep(full, out.fingerprint, objects: objects)
                continue
            }
            let listing = try judge.inspector.hasher.listing(out.path)
            for entry in listing.entries where entry.kind != .link {
                try dvc.keep(Paths.join(full, entry.path), entry.content, objects: objects)
            }
            try dvc.keep(listing, md5: out.fingerprint.md5)
        }
    }
}

extension StageRecord {
    /// What the commands used and where they ran.
    fileprivate mutating func add(_ result: StageResult, attempt: Int, _ shell: StageShell, _ details: JSONObject) {
        userMicroseconds = result.userMicroseconds
        systemMicroseconds = result.systemMicroseconds
        peakKiB = result.peakKiB
        self.details = details
        self.details["outcome"] = "ran"
        self.details["attempt"] = .integer(Int64(attempt))
        self.details["executor"] = "local"
        self.details["shell"] = .string(Paths.name(shell.program))
        self.details["tail"] = .string(String(decoding: result.tail, as: UTF8.self))
    }
}

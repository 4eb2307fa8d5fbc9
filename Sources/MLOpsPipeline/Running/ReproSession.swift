internal import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// One undertaking: which stages are done, which run, what may begin next.
struct ReproSession {
    let reproducer: Reproducer
    let options: ReproOptions
    let selection: [Int]
    var judge: StageJudge
    let shell: StageShell
    let executor: any StageExecutor
    let environment: [String: String]

    var items: [Int: ReproOutcome.Item] = [:]
    /// The records that running stages will become, by their places in the graph.
    var running: [Int: StageRecord] = [:]
    var attempts: [Int: Int] = [:]
    private var hasFailed = false

    init(
        reproducer: Reproducer, options: ReproOptions, selection: [Int], judge: StageJudge, shell: StageShell,
        executor: any StageExecutor, environment: [String: String]
    ) {
        self.reproducer = reproducer
        self.options = options
        self.selection = selection
        self.judge = judge
        self.shell = shell
        self.executor = executor
        self.environment = environment
    }

    private var graph: StageGraph { reproducer.graph }

    var outcome: ReproOutcome {
        var outcome = ReproOutcome()
        outcome.items = selection.compactMap { items[$0] }
        outcome.signal = executor.interruption
        return outcome
    }

    mutating func run() throws {
        while true {
            while let index = nextReady() { try begin(index) }
            if running.isEmpty { break }
            try finish(try executor.next())
        }
        for index in selection where items[index] == nil {
            items[index] = .init(stage: graph.stages[index], status: .notReached, record: nil)
        }
    }

    /// The first stage that may begin now.
    private func nextReady() -> Int? {
        if executor.interruption != nil || (hasFailed && !options.keepsGoing && !options.ignoresErrors) { return nil }
        let chosen = Set(selection)
        return selection.first { index in
            guard items[index] == nil, running[index] == nil else { return false }
            let needs = graph.upstream[index].filter(chosen.contains)
            return needs.allSatisfy { isDone($0) } && hasRoom(for: graph.stages[index])
        }
    }

    private func isDone(_ index: Int) -> Bool {
        switch items[index]?.status {
        case nil, .notReached: false
        case .failed: options.ignoresErrors
        default: true
        }
    }

    private func hasRoom(for stage: Stage) -> Bool {
        let others = running.keys.map { graph.stages[$0] }
        if others.isEmpty { return true }
        let used = others.reduce(0) { $0 + ($1.settings.resources.cpus ?? 1) }
        guard used + max(1, stage.settings.resources.cpus ?? 1) <= options.jobs else { return false }
        return !others.contains { !Set($0.settings.mutex).isDisjoint(with: stage.settings.mutex) }
    }

    mutating func settle(_ index: Int, _ status: ReproOutcome.Status, _ record: StageRecord? = nil) {
        let stage = graph.stages[index]
        items[index] = .init(stage: stage, status: status, record: record)
        if case .failed = status { hasFailed = true }
        reproducer.services.observer?.ended(stage, status)
    }

    /// What stands in a stage's way is its failure, not that of the whole undertaking: others have run before it.
    private mutating func guarded(_ index: Int, _ body: (inout ReproSession) throws -> Void) throws {
        do {
            try body(&self)
        } catch let error as any DiagnosticConvertible {
            fail(index, error.diagnostic)
        } catch let error as Diagnostic {
            fail(index, error)
        }
    }

    private mutating func fail(_ index: Int, _ diagnostic: Diagnostic) {
        running[index] = nil
        diagnostic.hints.forEach(reproducer.context.reporter.hint)
        settle(index, .failed(diagnostic.message, code: 1))
    }

    private mutating func begin(_ index: Int) throws {
        try guarded(index) { session in try session.consider(index) }
    }

    private mutating func finish(_ result: StageResult) throws {
        try guarded(result.index) { session in try session.conclude(result) }
    }
}

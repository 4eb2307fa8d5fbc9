internal import Glibc
internal import MLOpsCore
internal import MLOpsSystem

/// Runs stages on this machine. One at a time, a stage has the terminal; several share it through an observer.
final class LocalExecutor: StageExecutor {
    private struct Active {
        let task: StageTask
        var rest: [String]
        var result: StageResult
        var deadline: Int64?
        var isOverdue = false
    }

    private static let tailLimit = 8192
    /// What a stage that is out of time has to come to its end before it is killed.
    private static let grace: Int64 = 5000

    private let shell: StageShell
    private let observer: (any ReproObserver)?
    private let isShared: Bool
    private var pool: ChildPool?
    private var active: [Int: Active] = [:]
    private var done: [StageResult] = []

    init(_ shell: StageShell, jobs: Int, observer: (any ReproObserver)?) {
        self.shell = shell
        self.observer = observer
        isShared = jobs > 1
    }

    /// A command that the terminal's SIGINT ended was meant to end with everything around it, as in a shell.
    private var watchedInterruption: Int32?

    var interruption: Int32? { pool?.interruption ?? watchedInterruption }

    func close() {
        pool?.close()
    }

    func start(_ task: StageTask) throws {
        var result = StageResult(index: task.index)
        guard Files.isDirectory(shell.folder(of: task.stage)) else {
            result.failure = "its folder '\(task.stage.workingDirectory)' does not exist"
            result.code = 1
            return done.append(result)
        }
        let commands = task.stage.commands
        if !isShared, task.stage.settings.timeout == nil { return done.append(try watch(task, commands, result)) }
        let deadline = task.stage.settings.timeout.map { MonotonicClock.milliseconds() + $0 }
        active[task.index] = Active(task: task, rest: commands, result: result, deadline: deadline)
        try advance(task.index)
    }

    /// Runs the commands to their end with the terminal as theirs.
    private func watch(_ task: StageTask, _ commands: [String], _ result: StageResult) throws -> StageResult {
        var result = result
        for command in commands {
            shell.context.reporter.note("> \(command)")
            let child = try WatchedChild.run(
                try shell.arguments(command, task.stage, task.environment),
                workingDirectory: shell.folder(of: task.stage),
                environment: task.environment, tailLimit: Self.tailLimit
            ) { observer?.tick(running: [task.stage]) }
            result.add(child.usage)
            if child.status == .signaled(SIGINT) { watchedInterruption = SIGINT }
            result.tail = (result.tail + child.tail).suffix(Self.tailLimit)
            if result.fails(child.status, image: task.stage.settings.image) { break }
        }
        return result
    }

    /// Begins the next command of a stage, or ends the stage when there is none.
    private func advance(_ index: Int) throws {
        guard var entry = active[index] else { return }
        guard !entry.rest.isEmpty, interruption == nil else {
            if !entry.rest.isEmpty, let signal = interruption { _ = entry.result.fails(.signaled(signal)) }
            return conclude(index, entry.result)
        }
        let command = entry.rest.removeFirst()
        if !isShared { shell.context.reporter.note("> \(command)") }
        active[index] = entry
        let pool = pool ?? ChildPool()
        self.pool = pool
        let stage = entry.task.stage
        do {
            try pool.start(
                index, try shell.arguments(command, stage, entry.task.environment),
                workingDirectory: shell.folder(of: stage), environment: entry.task.environment)
        } catch {
            active[index] = nil
            throw error
        }
    }

    private func conclude(_ index: Int, _ result: StageResult) {
        active[index] = nil
        done.append(result)
    }

    func next() throws -> StageResult {
        var lastTick = MonotonicClock.milliseconds()
        while true {
            if !done.isEmpty { return done.removeFirst() }
            guard let pool, !active.isEmpty else { throw Diagnostic.fatal("no stage is running") }
            try handle(pool.next(within: 250))
            enforceTimeouts(pool)
            let now = MonotonicClock.milliseconds()
            if now - lastTick >= 500 {
                lastTick = now
                observer?.tick(running: active.keys.sorted().compactMap { active[$0]?.task.stage })
            }
        }
    }

    private func handle(_ event: ChildPool.Event) throws {
        switch event {
        case .idle: return
        case .printed(let index, let bytes, let isError):
            guard var entry = active[index] else { return }
            entry.result.tail = (entry.result.tail + bytes).suffix(Self.tailLimit)
            active[index] = entry
            observer?.printed(bytes, by: entry.task.stage, isError: isError)
        case .ended(let index, let status, let usage):
            guard var entry = active[index] else { return }
            entry.result.add(usage)
            let hasFailed = entry.result.fails(status, image: entry.task.stage.settings.image)
            if entry.isOverdue {
                entry.result.failure = "it took longer than \((entry.task.stage.settings.timeout ?? 0) / 1000) seconds"
                entry.result.code = 124
                return conclude(index, entry.result)
            }
            active[index] = entry
            if hasFailed { conclude(index, entry.result) } else { try advance(index) }
        }
    }

    private func enforceTimeouts(_ pool: ChildPool) {
        let now = MonotonicClock.milliseconds()
        for (index, entry) in active {
            guard let deadline = entry.deadline, now >= deadline else { continue }
            pool.signal(index, entry.isOverdue ? SIGKILL : SIGTERM)
            active[index]?.isOverdue = true
            active[index]?.deadline = now + Self.grace
        }
    }
}

extension StageResult {
    fileprivate mutating func add(_ usage: ResourceUsage) {
        userMicroseconds += usage.userMicroseconds
        systemMicroseconds += usage.systemMicroseconds
        peakKiB = max(peakKiB, usage.peakKiB)
    }

    /// Notes how a command ended; whether that is the end of the stage.
    fileprivate mutating func fails(_ status: ExitStatus, image: String? = nil) -> Bool {
        switch status {
        case .exited(0): return false
        // What docker itself says, as docker-run(1) has it.
        case .exited(125) where image != nil: failure = "docker could not run its image '\(image ?? "")'"
        case .exited(let number): failure = "its command ended with exit code \(number)"
        case .signaled(let signal): failure = "its command was ended by signal \(signal)"
        }
        code = status.shellCode
        return true
    }
}

internal import MLOpsCore
internal import MLOpsPipeline

/// What `repro` says.
enum ReproText {
    /// One line for each stage: what would happen and why.
    static func plan(_ plan: ReproPlan) -> String {
        let width = plan.items.map { $0.stage.name.count }.max() ?? 0
        return plan.items.map { item in
            let name = item.stage.name + String(repeating: " ", count: width - item.stage.name.count)
            switch item.state {
            case .upToDate: return "\(name)  up to date\n"
            case .frozen: return "\(name)  frozen\n"
            case .runs(let reason): return "\(name)  runs: \(reason)\n"
            case .mayRun(let reason): return "\(name)  may run: \(reason)\n"
            }
        }.joined()
    }

    /// Tells how it went; returns the exit code: 1 when a stage failed.
    static func report(_ outcome: ReproOutcome, to reporter: any Reporter) -> Int32 {
        let skipped = outcome.items.count { $0.status == .notReached }
        for item in outcome.items {
            guard case .failed(let reason, _) = item.status else { continue }
            reporter.error("stage '\(item.stage.name)' failed: \(reason)")
            if skipped > 0 { reporter.hint("\(stages(skipped)) after it did not run") }
            return 1
        }
        let current = outcome.items.count { $0.status == .upToDate }
        switch (outcome.ranCount, current) {
        case (0, _): reporter.note("Everything is up to date")
        case (let ran, 0): reporter.note("Ran \(stages(ran))")
        case (let ran, let current): reporter.note("Ran \(stages(ran)), \(current) up to date")
        }
        return 0
    }

    private static func stages(_ count: Int) -> String {
        count == 1 ? "1 stage" : "\(count) stages"
    }
}

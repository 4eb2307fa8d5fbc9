internal import MLOpsCore
internal import MLOpsPipeline

/// What `repro` says.
enum ReproText {
    /// What is said when there is nothing to do; `skipped` stages do not run because of their conditions.
    static func upToDate(skipped: Int) -> String {
        "Everything is up to date" + (skipped > 0 ? ", \(skipped) skipped" : "")
    }

    /// One line for each stage: what would happen and why.
    static func plan(_ plan: ReproPlan, _ reproducer: Reproducer) -> String {
        let titles = plan.items.map { reproducer.title($0.stage) }
        let width = titles.map(\.count).max() ?? 0
        return zip(titles, plan.items).map { title, item in
            title + String(repeating: " ", count: width - title.count) + "  \(state(item.state))\n"
        }.joined()
    }

    static func state(_ state: ReproPlan.State) -> String {
        let (word, reason) = words(state)
        return reason.map { "\(word): \($0)" } ?? word
    }

    /// What would happen, and why, if there is a reason.
    static func words(_ state: ReproPlan.State) -> (String, String?) {
        switch state {
        case .upToDate: ("up to date", nil)
        case .frozen: ("frozen", nil)
        case .skipped: ("skipped", "its condition does not hold")
        case .runs(let reason): ("runs", reason)
        case .mayRun(let reason): ("may run", reason)
        case .restores(let reason): ("restored from the run cache", reason)
        case .stuck(let reason): ("cannot run", reason)
        }
    }

    /// Tells how it went; returns the exit code: 1 when a stage failed.
    static func report(_ outcome: ReproOutcome, _ reproducer: Reproducer, to reporter: any Reporter) -> Int32 {
        let unreached = outcome.items.count { $0.status == .notReached }
        var hasFailed = false
        for item in outcome.items {
            guard case .failed(let reason, _) = item.status else { continue }
            reporter.error("stage '\(reproducer.title(item.stage))' failed: \(reason)")
            hasFailed = true
        }
        if hasFailed || outcome.signal != nil {
            if unreached > 0 { reporter.hint("\(stages(unreached)) after it did not run") }
            return 1
        }
        reporter.note(summary(outcome))
        return 0
    }

    private static func summary(_ outcome: ReproOutcome) -> String {
        let restored = outcome.items.count { $0.status == .restored }
        let current = outcome.items.count { $0.status == .upToDate }
        var parts: [String] = []
        if outcome.ranCount > 0 { parts.append("Ran \(stages(outcome.ranCount))") }
        if restored > 0 { parts.append((parts.isEmpty ? "R" : "r") + "estored \(stages(restored)) from the run cache") }
        let skipped = outcome.items.count { $0.status == .skipped }
        if parts.isEmpty { return upToDate(skipped: skipped) }
        if current > 0 { parts.append("\(current) up to date") }
        if skipped > 0 { parts.append("\(skipped) skipped") }
        return parts.joined(separator: ", ")
    }

    private static func stages(_ count: Int) -> String {
        count == 1 ? "1 stage" : "\(count) stages"
    }
}

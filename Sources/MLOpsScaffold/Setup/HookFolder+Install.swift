internal import MLOpsSystem

extension HookFolder {
    /// Makes git run ours for `event`, beside whatever is there. Doing it again changes nothing.
    package func install(_ event: HookEvent) throws -> HookOutcome {
        if isForeign { return try installForeign(event) }
        return try install(event, into: file(event))
    }

    private func install(_ event: HookEvent, into file: String) throws -> HookOutcome {
        switch try state(ofFile: file, event) {
        case .absent:
            try Files.makeDirectories(path)
            return try write(template(event), event, to: file, .written)
        case .ours:
            let text = try template(event)
            if try Files.read(file) == text { return unchanged(event) }
            return try write(text, event, to: file, .written)
        case .chained, .configured, .disabled, .chainedByLegacy:
            return try refreshBlock(event, file)
        case .script:
            let script = HookScript(bytes: try Files.read(file)).adding(event)
            return try write(script.bytes, event, to: file, .chained)
        case .managed(let manager), .movedAside(let manager):
            if manager.runsLegacyHook, file == self.file(event) { return try install(event, into: legacyFile(event)) }
            return refused(event, manager.advice(event))
        case .program:
            return refused(
                event, ["'\(file)' is not a shell script; have it run: git mlops hook \(event.rawValue) \"$@\""])
        case .notExecutable:
            return refused(
                event,
                [
                    "'\(file)' is not executable, so git ignores it",
                    "remove it, or: chmod +x '\(file)'; then: git mlops init",
                ])
        }
    }

    /// Brings our lines in a foreign script to this version's text.
    private func refreshBlock(_ event: HookEvent, _ file: String) throws -> HookOutcome {
        let script = HookScript(bytes: try Files.read(file))
        guard script.hasBlock else { return unchanged(event) }
        let wanted = script.adding(event)
        if wanted == script { return unchanged(event) }
        return try write(wanted.bytes, event, to: file, .chained)
    }

    private func installForeign(_ event: HookEvent) throws -> HookOutcome {
        if try state(event).runsOurs { return unchanged(event) }
        if path.hasSuffix("/.husky/_") {
            if try huskyScriptRunsOurs(event) { return unchanged(event) }
            return refused(event, HookManager.husky.advice(event))
        }
        return refused(
            event,
            [
                "core.hooksPath is '\(path)', which is not ours to write; add to '\(file(event))':",
                "    git mlops hook \(event.rawValue) \"$@\"",
            ])
    }

    /// husky 9 runs `.husky/<hook>` from its stubs in `.husky/_`.
    func huskyScriptRunsOurs(_ event: HookEvent) throws -> Bool {
        let script = Paths.join(Paths.parent(path), event.rawValue)
        guard let bytes = try Files.readIfPresent(script) else { return false }
        return String(decoding: bytes, as: UTF8.self).contains("git mlops hook \(event.rawValue)")
    }

    /// Takes ours out again; what is left is as it was before ``install(_:)``. Whether anything was changed.
    @discardableResult
    package func remove(_ event: HookEvent) throws -> Bool {
        if isForeign { return false }
        var changed = false
        for file in [file(event), legacyFile(event), oldFile(event)] {
            switch try state(ofFile: file, event) {
            case .ours:
                try Files.remove(file)
                changed = true
            case .chained:
                let script = HookScript(bytes: try Files.read(file))
                guard script.hasBlock else { continue }
                try Files.write(script.removingBlock().bytes, to: file)
                changed = true
            default: continue
            }
        }
        return changed
    }

    private func write(_ bytes: [UInt8], _ event: HookEvent, to file: String, _ action: HookOutcome.Action) throws
        -> HookOutcome
    {
        try Files.write(
            bytes, to: Files.resolve(file) ?? file, mode: Files.info(file, followLinks: true)?.mode ?? 0o755)
        return HookOutcome(event: event, action: action, path: file, advice: [])
    }

    private func unchanged(_ event: HookEvent) -> HookOutcome {
        HookOutcome(event: event, action: .unchanged, path: nil, advice: [])
    }

    private func refused(_ event: HookEvent, _ advice: [String]) -> HookOutcome {
        HookOutcome(event: event, action: .refused, path: nil, advice: advice)
    }
}

extension HookManager {
    /// What to tell a person whose hooks this manager owns.
    package func advice(_ event: HookEvent) -> [String] {
        let (file, text) = stanza(event)
        return ["\(event.rawValue) belongs to \(rawValue); add to \(file):"]
            + text.split(separator: "\n").map { "    \($0)" }
    }
}

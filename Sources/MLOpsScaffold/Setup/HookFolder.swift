internal import MLOpsSystem

/// The folder in which git looks for hooks, and our hooks in it. Nothing of anybody else's is overwritten:
/// a shell script gets our lines, a manager's hook is left alone.
package struct HookFolder: Sendable {
    /// What `git rev-parse --git-path hooks` says, absolute.
    package let path: String
    /// Set by somebody's `core.hooksPath`: nothing is ever written there.
    package let isForeign: Bool
    /// `<share>/hooks`, where our scripts are.
    let templates: String

    package init(path: String, isForeign: Bool, shareDirectory: String) {
        self.path = path
        self.isForeign = isForeign
        templates = Paths.join(shareDirectory, "hooks")
    }

    func file(_ event: HookEvent) -> String { Paths.join(path, event.rawValue) }
    /// Where lefthook moves what it finds.
    func oldFile(_ event: HookEvent) -> String { file(event) + ".old" }
    func legacyFile(_ event: HookEvent) -> String { file(event) + ".legacy" }

    /// What is there now.
    package func state(_ event: HookEvent) throws -> HookState {
        let state = try state(ofFile: file(event), event)
        if case .managed(let manager) = state, manager.runsLegacyHook {
            switch try self.state(ofFile: legacyFile(event), event) {
            case .ours, .chained: return .chainedByLegacy(manager)
            default: return state
            }
        }
        if case .managed(.lefthook) = state {
            switch try self.state(ofFile: oldFile(event), event) {
            case .ours, .chained: return .movedAside(.lefthook)
            default: return state
            }
        }
        return state
    }

    func state(ofFile file: String, _ event: HookEvent) throws -> HookState {
        guard let bytes = try Files.readIfPresent(file) else { return .absent }
        let isExecutable = Files.info(file, followLinks: true)?.isExecutable ?? false
        guard isExecutable else { return .notExecutable }
        if try isOurs(bytes, event) { return .ours }
        let script = HookScript(bytes: bytes)
        if script.hasBlock { return .chained }
        // husky's own scripts in .husky/ are the user's; a line that calls us is as good as our block.
        if String(decoding: bytes, as: UTF8.self).contains("git mlops hook \(event.rawValue)") { return .chained }
        if let manager = HookManager.detect(bytes) { return .managed(manager) }
        return script.isShell ? .script : .program
    }

    /// Whether this text is one that we ship or ever shipped: what a user changed is the user's.
    func isOurs(_ bytes: [UInt8], _ event: HookEvent) throws -> Bool {
        if bytes == (try template(event)) { return true }
        let earlier = Paths.join(templates, "earlier")
        guard Files.isDirectory(earlier) else { return false }
        for name in try Files.list(earlier) where name.hasPrefix(event.rawValue + ".") {
            if bytes == (try Files.read(Paths.join(earlier, name))) { return true }
        }
        return false
    }

    func template(_ event: HookEvent) throws -> [UInt8] {
        try Files.read(Paths.join(templates, event.rawValue))
    }
}

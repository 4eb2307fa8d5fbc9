internal import MLOpsCore
internal import MLOpsTransfer

/// What the hooks say about files that should not be committed the way they are.
enum GuardView {
    static func show(_ findings: [LargeFileFinding], _ session: Session) {
        for finding in findings.prefix(20) { session.reporter.note("mlops: \(finding.message)") }
        if findings.count > 20 { session.reporter.note("mlops: and \(findings.count - 20) more") }
        var told: [String] = []
        for hint in findings.prefix(20).flatMap(hints) where !told.contains(hint) {
            told.append(hint)
            session.reporter.hint(hint)
        }
    }

    /// What mends it.
    static func hints(_ finding: LargeFileFinding) -> [String] {
        let setting = "git config mlops.maxFileSize sets the limit in bytes, 0 for none"
        return [finding.fix] + (finding.kind == .tooLarge ? [setting] : [])
    }
}

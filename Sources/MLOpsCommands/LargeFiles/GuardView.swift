internal import MLOpsCore
internal import MLOpsTransfer

/// What the hooks say about files that should not be committed the way they are.
enum GuardView {
    static func show(_ findings: [LargeFileFinding], _ session: Session) {
        for finding in findings.prefix(20) { session.reporter.note("mlops: \(finding.message)") }
        if findings.count > 20 { session.reporter.note("mlops: and \(findings.count - 20) more") }
        var fixes: [String] = []
        for finding in findings.prefix(20) where !fixes.contains(finding.fix) { fixes.append(finding.fix) }
        for fix in fixes { session.reporter.hint(fix) }
        if findings.contains(where: { $0.kind == .tooLarge }) {
            session.reporter.hint("git config mlops.maxFileSize sets the limit in bytes, 0 for none")
        }
    }
}

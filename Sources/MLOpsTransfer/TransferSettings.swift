internal import MLOpsCore
package import MLOpsGit

extension TransferEngine {
    /// As Git LFS's keys say: `lfs.concurrentTransfers`, `lfs.transfer.maxRetries`, `.maxRetryDelay` and
    /// `.maxRetryTime` (seconds).
    package init(config: GitConfig) {
        var policy = RetryPolicy()
        if let tries = config.int("lfs.transfer.maxretries"), tries > 0 { policy.attempts = Int(clamping: tries) }
        if let seconds = config.int("lfs.transfer.maxretrydelay"), (0...3600).contains(seconds) {
            policy.longestDelay = seconds * 1000
        }
        if let seconds = config.int("lfs.transfer.maxretrytime"), (0...86_400).contains(seconds) {
            policy.longestRequested = seconds * 1000
        }
        let limit = config.int("lfs.concurrenttransfers").map { Int(max(1, min($0, 64))) } ?? 16
        self.init(policy: policy, maximumLimit: limit)
    }
}

extension HTTPClient {
    /// With the repository's `http.*` settings.
    package convenience init(repository: Repository) throws {
        self.init(HTTPSettings(config: try repository.config, home: repository.context.environment["HOME"]))
    }
}

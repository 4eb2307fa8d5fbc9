internal import MLOpsTransfer

extension LFSConfig {
    /// `lfs.concurrenttransfers`: how many objects move at once.
    var concurrentTransfers: Int {
        int("lfs.concurrenttransfers").flatMap { $0 > 0 ? Int(clamping: min($0, 256)) : nil } ?? 8
    }
}

extension TransferEngine {
    /// With the limits of git-lfs-config(5): eight tries more, ten seconds between them at most, five minutes when the
    /// server asks.
    init(config: LFSConfig, random: @escaping @Sendable () -> UInt64, limit: Int? = nil) {
        let limit = limit ?? config.concurrentTransfers
        self.init(
            policy: RetryPolicy(lfs: config), initialLimit: limit, maximumLimit: limit, random: random)
    }
}

extension RetryPolicy {
    init(lfs config: LFSConfig) {
        self.init()
        if let retries = config.int("lfs.transfer.maxretries"), retries >= 1 {
            attempts = Int(clamping: retries) + 1
        } else {
            attempts = 9
        }
        if let seconds = config.int("lfs.transfer.maxretrydelay"), seconds >= 0 {
            longestDelay = min(seconds, 86_400) * 1000
        }
        if let seconds = config.int("lfs.transfer.maxretrytime"), seconds >= 1 {
            longestRequested = min(seconds, 86_400) * 1000
        }
    }
}

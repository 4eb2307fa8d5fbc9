internal import MLOpsTransfer

extension LFSConfig {
    /// How long HTTP requests wait (git-lfs-config(5)): `lfs.dialtimeout` and `lfs.tlstimeout` for the connection,
    /// `lfs.activitytimeout` for the next byte, `lfs.keepalive` for one that is idle; all in seconds.
    func patience(for url: String) -> HTTPPatience {
        var patience = HTTPPatience()
        patience.connect = (seconds("lfs.dialtimeout") + seconds("lfs.tlstimeout")) * 1000
        patience.slowBytes = 1
        patience.slowSeconds = activityTimeout(for: url) ?? 0
        let idle = int("lfs.keepalive").flatMap { $0 > 0 ? min($0, 86_400) : nil } ?? 1800
        patience.keepAlive = Int(idle)
        return patience
    }

    /// Seconds without a byte after which a connection is given up; nil: never. `standard` when nothing is set.
    func activityTimeout(for url: String, standard: Int = 30) -> Int? {
        guard let value = number(value("lfs", "activitytimeout", for: url)) else { return standard }
        return value < 1 ? nil : Int(min(value, 86_400))
    }

    private func seconds(_ key: String) -> Int64 {
        int(key).flatMap { $0 > 0 ? min($0, 86_400) : nil } ?? 30
    }

    private func number(_ text: String?) -> Int64? { text.flatMap { Int64($0) } }
}

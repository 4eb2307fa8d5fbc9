internal import MLOpsCore
internal import MLOpsTerminal

/// The line that Git LFS ends a transfer with.
struct LFSTally {
    private let verb: String
    private let session: LFSSession
    private let start: Int64

    init(_ verb: String, _ session: LFSSession) {
        self.verb = verb
        self.session = session
        start = session.context.now()
    }

    /// The line with nothing done yet, where progress is wanted from a program that is not on a terminal.
    func begin(_ total: Int) throws {
        guard total > 0, try session.isOn("GIT_LFS_FORCE_PROGRESS", "lfs.forceprogress") else { return }
        session.out.write(line(done: 0, of: total, bytes: 0, rate: 0) + "\r")
        session.out.flush()
    }

    /// Nothing for nothing. `skipped`: bytes that needed not move.
    func end(done: Int, of total: Int, bytes: Int64, skipped: Int64 = 0) {
        guard total > 0 else { return }
        let rate = bytes * 1000 / max(1, session.context.now() - start)
        session.out.line(
            line(done: done, of: total, bytes: bytes + skipped, rate: rate) + (done == total ? ", done." : ""))
    }

    private func line(done: Int, of total: Int, bytes: Int64, rate: Int64) -> String {
        let percent = String((done * 200 + total) / (total * 2))
        let padding = String(repeating: " ", count: max(0, 3 - percent.utf8.count))
        return "\(verb) LFS objects: \(padding)\(percent)% (\(done)/\(total)), \(LFSSize.text(bytes)) | "
            + "\(LFSSize.text(rate))/s"
    }

    /// What `body` returns; the line says that nothing was done when it throws.
    func whole<Result>(_ total: Int, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            end(done: 0, of: total, bytes: 0)
            throw error
        }
    }
}

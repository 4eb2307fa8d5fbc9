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

    /// Nothing for nothing.
    func end(done: Int, of total: Int, bytes: Int64) {
        guard total > 0 else { return }
        let milliseconds = max(1, session.context.now() - start)
        let rate = bytes * 1000 / milliseconds
        session.out.line(
            "\(verb) LFS objects: \(done * 100 / total)% (\(done)/\(total)), \(LFSSize.text(bytes)) | "
                + "\(LFSSize.text(rate))/s\(done == total ? ", done." : "")")
    }
}

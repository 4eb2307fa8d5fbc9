internal import GRDB
package import MLOpsCore

/// The index, or another program's database, could not be read or written. The index holds nothing that the log does not:
/// deleting it is always safe.
package struct IndexError: DiagnosticConvertible {
    package let path: String
    package let cause: String
    /// SQLite's primary result code; nil when something else went wrong.
    private let code: ResultCode?
    /// It is another program's database, which nothing of ours makes again.
    private let isForeign: Bool

    init(path: String, _ error: any Error, isForeign: Bool = false) {
        self.path = path
        self.isForeign = isForeign
        cause = (error as? DatabaseError).flatMap { isForeign ? $0.message : nil } ?? "\(error)"
        code = (error as? DatabaseError)?.resultCode
    }

    /// Nothing is wrong with the file itself: it cannot be written, or not further.
    package var isUnwritable: Bool { isDiskFull || code == .SQLITE_READONLY }

    private var isDiskFull: Bool { code == .SQLITE_FULL }

    /// Other processes were in the way, or have just put another file in its place: worth another try.
    package var isPassing: Bool {
        let passing: [ResultCode] = [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_PROTOCOL]
        return code.map(passing.contains) ?? false
    }

    package var diagnostic: Diagnostic {
        if isForeign { return .fatal("cannot read the database '\(path)': \(cause)") }
        if isDiskFull { return .fatal("cannot write '\(path)': No space left on device") }
        return .fatal(
            "cannot use the index '\(path)': \(cause)", hint: "it can be deleted: the next command rebuilds it")
    }
}

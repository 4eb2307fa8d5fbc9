internal import GRDB
package import MLOpsCore

/// The index could not be read or written. It holds nothing that the log does not: deleting it is always safe.
package struct IndexError: DiagnosticConvertible {
    package let path: String
    package let cause: String
    /// SQLite's primary result code; nil when something else went wrong.
    private let code: ResultCode?

    init(path: String, _ error: any Error) {
        self.path = path
        cause = "\(error)"
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
        if isDiskFull { return .fatal("cannot write '\(path)': No space left on device") }
        return .fatal(
            "cannot use the index '\(path)': \(cause)", hint: "it can be deleted: the next command rebuilds it")
    }
}

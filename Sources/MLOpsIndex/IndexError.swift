package import MLOpsCore

/// The index could not be read or written. It holds nothing that the log does not: deleting it is always safe.
package struct IndexError: DiagnosticConvertible {
    package let path: String
    package let cause: String

    /// Nothing is wrong with the file itself.
    package var isDiskFull: Bool { cause.contains("SQLite error 13") }

    package var diagnostic: Diagnostic {
        if isDiskFull { return .fatal("cannot write '\(path)': No space left on device") }
        return .fatal(
            "cannot use the index '\(path)': \(cause)", hint: "it can be deleted: the next command rebuilds it")
    }
}

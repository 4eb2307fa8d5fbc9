package import MLOpsCore

/// The index could not be read or written. It holds nothing that the log does not: deleting it is always safe.
package struct IndexError: DiagnosticConvertible {
    package let path: String
    package let cause: String

    package var diagnostic: Diagnostic {
        .fatal("cannot use the index '\(path)': \(cause)", hint: "it can be deleted: the next command rebuilds it")
    }
}

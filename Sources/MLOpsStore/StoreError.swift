package import MLOpsCore

/// A large file's content that cannot be had or is not what its name says.
package enum StoreError: DiagnosticConvertible, Equatable {
    /// Not in the store.
    case missing(LargeObject)
    /// The bytes at `path` have another hash or size than `expected`.
    case corrupt(expected: LargeObject, path: String)

    package var diagnostic: Diagnostic {
        switch self {
        case .missing(let object):
            .fatal("cannot find object \(object.id.hex)", hint: "'git mlops fetch' gets it from the remote")
        case .corrupt(let expected, let path):
            .fatal("cannot use '\(path)': its content is not object \(expected.id.hex)")
        }
    }
}

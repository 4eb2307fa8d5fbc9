internal import Glibc
package import MLOpsCore
internal import MLOpsStore
internal import MLOpsSystem

/// Why a step of a transfer failed, and so what is to be done.
package enum TransferFault: Error, Equatable {
    /// Try again. `retryAfter`: what the server asked for, milliseconds. `slowDown`: it asks for fewer requests.
    case transient(String, retryAfter: Int64? = nil, slowDown: Bool = false)
    /// Nobody answers: try again a little, and if there never was an answer, give all up.
    case unreachable(Diagnostic)
    /// This object cannot be had; the end of a sentence. Others may. `gitLFSWords`: Git LFS's own sentence.
    case permanent(String, gitLFSWords: String? = nil)
    /// Nothing more can be done with this remote, or on this disk.
    case fatal(Diagnostic)

    /// What any error that a step throws means.
    init(_ error: any Error) {
        switch error {
        case let fault as TransferFault: self = fault
        case let error as HTTPError where error.kind == .cannotConnect: self = .unreachable(error.diagnostic)
        case let error as HTTPError where error.isTransient: self = .transient(error.cause)
        case let error as SystemError where Self.isFull(error): self = .fatal(error.diagnostic)
        case let error as SystemError where error.action == "cannot read": self = .permanent(error.diagnostic.message)
        case let error as StoreError: self = .permanent(error.diagnostic.message)
        default: self = .fatal(Diagnostic(describing: error))
        }
    }

    /// Why an object whose bytes have another hash than its name is not taken.
    package static let wrongBytes = "what came is not what its name says"

    /// Whether a failure's reason is that the bytes are not those of the name: ours, or a directory's, which names it.
    static func meansWrongBytes(_ reason: String) -> Bool {
        reason.hasPrefix(wrongBytes) || reason.contains("its content is not object")
    }

    /// Whether nothing more can be written here.
    static func isFull(_ error: SystemError) -> Bool { [ENOSPC, EDQUOT, EROFS].contains(error.errno) }
}

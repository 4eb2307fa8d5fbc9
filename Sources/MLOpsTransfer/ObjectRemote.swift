package import MLOpsCore
package import MLOpsStore

/// Where large files' contents are kept for others. Whole objects by name; a remote that cuts them into chunks, or
/// a server, answers the same questions.
///
/// Every method takes all objects of a command at once, so that a remote can batch. Outcomes are told one by one, as
/// they are known; a method throws only when the remote as a whole cannot be used.
package protocol ObjectRemote: Sendable {
    /// How messages name it.
    var name: String { get }

    /// Which of `objects` the remote does not have.
    func missing(among objects: [LargeObject]) throws -> [LargeObject]

    /// Sends objects that `store` has. Content that does not match its name is refused, not sent.
    func upload(
        _ objects: [LargeObject], from store: ObjectStore, told: (LargeObject, TransferOutcome) -> Void) throws

    /// Gets objects into `store`, checked against their names.
    func download(
        _ objects: [LargeObject], into store: ObjectStore, told: (LargeObject, TransferOutcome) -> Void) throws

    /// Every object that the remote has.
    func list(_ body: (LargeObject) throws -> Void) throws

    /// Deletes objects; those that are not there are fine. Throws where nothing can be deleted.
    func remove(_ objects: [LargeObject]) throws
}

extension ObjectRemote {
    package func remove(_ objects: [LargeObject]) throws {
        throw Diagnostic.fatal("cannot delete from remote '\(name)': its server does not offer that")
    }
}

/// What became of one object, or how far it is.
package enum TransferOutcome: Sendable, Equatable {
    case transferred
    /// It was there already.
    case present
    /// So many bytes more have moved; fewer when some have to move again. The object is not settled.
    case moved(Int64)
    /// Why not, as the end of a sentence that names the object. `gitLFSWords`: what Git LFS says, which programs look
    /// for.
    case failed(String, gitLFSWords: String? = nil)
}

internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// Tries a remote with an object of its own: whether it can be written, found, read back and deleted.
package struct RemoteTest {
    /// One thing that was tried.
    package struct Step: Sendable, Equatable {
        package let name: String
        /// Nil: it works.
        package let problem: String?
        package let hints: [String]

        package var works: Bool { problem == nil }
    }

    private let remote: any ObjectRemote
    private let store: ObjectStore
    private let bits: @Sendable () -> UInt64

    package init(_ remote: any ObjectRemote, files: LargeFiles) {
        self.remote = remote
        store = files.store
        bits = files.repository.context.randomBits
    }

    /// The steps in their order; after the first that fails only the deletion is tried.
    package func run() throws -> [Step] {
        let folder = try store.makeTemporaryFolder()
        defer { try? Files.removeTree(folder) }
        let (local, other) = (ObjectStore(root: folder + "/a"), ObjectStore(root: folder + "/b"))
        let probe = try local.insert((0..<4096).map { _ in UInt8(truncatingIfNeeded: bits()) })
        var steps: [Step] = []
        step("find", &steps) { _ = try remote.missing(among: [probe]) }
        step("write", &steps) {
            try settle(probe) { try remote.upload([probe], from: local, told: $0) }
            if try !remote.missing(among: [probe]).isEmpty {
                throw Diagnostic.fatal("it is not found after it was written")
            }
        }
        let isWritten = steps.allSatisfy(\.works)
        step("read", &steps) {
            try settle(probe) { try remote.download([probe], into: other, told: $0) }
            guard try other.verify(probe) else { throw Diagnostic.fatal("what came back is something else") }
        }
        if isWritten { steps.append(result("delete") { try remote.remove([probe]) }) }
        return steps
    }

    private func step(_ name: String, _ steps: inout [Step], _ body: () throws -> Void) {
        if steps.allSatisfy(\.works) { steps.append(result(name, body)) }
    }

    private func result(_ name: String, _ body: () throws -> Void) -> Step {
        do {
            try body()
            return Step(name: name, problem: nil, hints: [])
        } catch {
            let diagnostic = Diagnostic(describing: error)
            return Step(name: name, problem: diagnostic.message, hints: diagnostic.hints)
        }
    }

    private func settle(
        _ object: LargeObject, _ body: ((LargeObject, TransferOutcome) -> Void) throws -> Void
    ) throws {
        var failure: String?
        try body { if case .failed(let reason, _) = $1 { failure = reason } }
        if let failure { throw Diagnostic.fatal(failure) }
    }
}

internal import CGit2
package import MLOpsCore
internal import MLOpsSystem

extension Repository {
    /// With so many objects that cannot be read here, git is asked for the rest: each one lets libgit2 look through all
    /// packs again.
    private static let patience = 100
    /// libgit2 keeps all of a pack that it reads mapped, unless it is told what may be: pages count as our memory.
    private static let window = 1 << 20, mapped = 4 << 20

    /// Hands the content of each of `ids` that is a blob of fewer than `limit` bytes to `body`, with its position. The
    /// positions of those that were not found here: a partial clone may lack them, or git has them in its quarantine.
    package func forEachBlob(
        _ ids: [ObjectID], below limit: Int, _ body: (Int, UnsafeRawBufferPointer) throws -> Void
    ) throws -> [Int] {
        var missing: [Int] = []
        var failure: (any Error)?
        try withHandle { handle throws(GitError) in
            _ = mlops_git_limit_mapping(Self.window, Self.mapped)
            var database: OpaquePointer?
            let opened = git_repository_odb(&database, handle)
            guard opened == 0, let database else { throw .last("cannot open object database", result: opened) }
            defer { git_odb_free(database) }
            for (position, id) in ids.enumerated() {
                guard missing.count < Self.patience else {
                    missing += position..<ids.count
                    return
                }
                do {
                    let isFound = try Self.readBlob(id, database, below: limit) { try body(position, $0) }
                    if !isFound { missing.append(position) }
                } catch {
                    failure = error
                    return
                }
            }
        }
        if let failure { throw failure }
        return missing
    }

    /// False when there is no such object.
    private static func readBlob(
        _ id: ObjectID, _ database: OpaquePointer, below limit: Int, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Bool {
        var size = 0
        var type = GIT_OBJECT_INVALID
        var raw = id.raw
        guard git_odb_read_header(&size, &type, database, &raw) == 0 else { return false }
        guard type == GIT_OBJECT_BLOB, size < limit else { return true }
        var object: OpaquePointer?
        guard git_odb_read(&object, database, &raw) == 0, let object else { return false }
        defer { git_odb_object_free(object) }
        try body(UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object)))
        return true
    }

    /// Runs the git program as ``gitChecked(_:input:environment:)`` does and hands each record that it prints, without
    /// the `separator` that ends it, to `body` as soon as it is there; nothing of the output is kept.
    package func gitRecords(
        _ arguments: [String], separator: UInt8 = 0, input: [UInt8]? = nil, environment: [String: String] = [:],
        _ body: (ArraySlice<UInt8>) throws -> Void
    ) throws {
        var splitter = RecordSplitter(separator: separator)
        var failure: (any Error)?
        let result = try started(arguments, input: input, environment: environment) { bytes in
            guard failure == nil else { return }
            do {
                try splitter.add(bytes, body)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        guard result.status.isSuccess else { throw Self.commandError(arguments, result) }
        try splitter.finish(body)
    }
}

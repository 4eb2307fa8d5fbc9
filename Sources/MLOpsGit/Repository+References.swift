internal import CGit2
internal import Glibc
package import MLOpsCore
internal import MLOpsSystem

extension Repository {
    /// The object that `name` points at, symbolic refs followed; nil when there is none.
    package func reference(_ name: String) -> ObjectID? {
        try? withHandle { handle throws(GitError) in
            var id = git_oid()
            guard git_reference_name_to_id(&id, handle, name) == 0 else { return nil }
            return ObjectID(id)
        }
    }

    /// Refs whose names begin with `prefix`, sorted by name; those that point at nothing are left out.
    package func references(_ prefix: String) throws(GitError) -> [(name: String, id: ObjectID)] {
        let names = try withHandle { handle throws(GitError) -> [String] in
            var iterator: OpaquePointer?
            let result = git_reference_iterator_glob_new(&iterator, handle, prefix + "*")
            if result != 0 { throw .last("cannot read refs", result: result) }
            defer { git_reference_iterator_free(iterator) }
            var names: [String] = []
            var name: UnsafePointer<CChar>?
            while git_reference_next_name(&name, iterator) == 0, let name { names.append(String(cString: name)) }
            return names
        }
        return names.sorted().compactMap { name in reference(name).map { (name, $0) } }
    }

    /// Compare and swap: points `name` at `id` only while it points at `expected` (nil: while it does not exist).
    /// False when somebody else moved it; an error when its lock file does not go away in `attempts` tries. The reflog
    /// gets `message` when the ref has one.
    package func updateReference(
        _ name: String, to id: ObjectID, expecting expected: ObjectID?, message: String, attempts: Int = 20
    ) throws(GitError) -> Bool {
        let result = try whileLocked(name, .update, attempts) { handle in
            var reference: OpaquePointer?
            var target = id.raw
            defer { git_reference_free(reference) }
            guard let expected else { return git_reference_create(&reference, handle, name, &target, 0, message) }
            var old = expected.raw
            return git_reference_create_matching(&reference, handle, name, &target, 1, &old, message)
        }
        return ![GIT_EMODIFIED, GIT_EEXISTS, GIT_ENOTFOUND].contains(git_error_code(rawValue: result))
    }

    /// Removes a ref; false when it was not there.
    @discardableResult
    package func deleteReference(_ name: String) throws(GitError) -> Bool {
        let result = try whileLocked(name, .delete, 20) { handle in
            var reference: OpaquePointer?
            defer { git_reference_free(reference) }
            let found = git_reference_lookup(&reference, handle, name)
            return found == 0 ? git_reference_delete(reference) : found
        }
        return result == 0
    }

    /// Tries `change` again for about a second while another process holds the ref's lock. What it returned, unless
    /// that is an error that the caller cannot expect.
    private func whileLocked(
        _ name: String, _ kind: ReferenceGuard.Change, _ attempts: Int, _ change: (OpaquePointer) -> Int32
    ) throws(GitError) -> Int32 {
        for attempt in 1... {
            let entered = ReferenceGuard(commonDirectory, kind, name) { lock in
                context.reporter.note("mlops: removed '\(lock)', which a process that was killed had left")
            }
            let result = try withHandle { handle throws(GitError) in
                let result = change(handle)
                let isExpected = [GIT_OK, GIT_EMODIFIED, GIT_EEXISTS, GIT_ENOTFOUND, GIT_ELOCKED].contains(
                    git_error_code(rawValue: result))
                if !isExpected { throw .last("cannot update ref '\(name)'", result: result) }
                if result == GIT_ELOCKED.rawValue, attempt == attempts {
                    throw GitError(
                        .locked, "cannot lock ref '\(name)': another process holds its lock file",
                        hints: ["remove the file '\(name).lock' in the git folder if no git process is running"])
                }
                return result
            }
            _ = consume entered
            if result == 0 { share(name) }
            if result != GIT_ELOCKED.rawValue { return result }
            usleep(UInt32(attempt) * 5000)
        }
        return GIT_ELOCKED.rawValue
    }

    /// libgit2 does not know `core.sharedRepository` when it writes.
    private func share(_ name: String) {
        for path in [name, "logs/" + name, "packed-refs"] { SharedFolders.adjust(path, in: commonDirectory) }
    }

    /// Gives `name` a reflog: git makes none by itself outside refs/heads.
    package func ensureReflog(_ name: String) throws(GitError) {
        try withHandle { handle throws(GitError) in
            if git_reference_has_log(handle, name) == 1 { return }
            let result = git_reference_ensure_log(handle, name)
            if result != 0 { throw .last("cannot create reflog of '\(name)'", result: result) }
            share(name)
        }
    }
}

extension ObjectID {
    init(_ raw: git_oid) {
        self = withUnsafeBytes(of: raw) { ObjectID(bytes: $0.prefix(20))! }
    }

    var raw: git_oid {
        var id = git_oid()
        bytes.withUnsafeBufferPointer { _ = git_oid_fromraw(&id, $0.baseAddress!) }
        return id
    }
}

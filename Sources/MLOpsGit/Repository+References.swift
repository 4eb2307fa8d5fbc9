internal import CGit2
package import MLOpsCore

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
            let pattern = prefix.hasSuffix("/") ? prefix + "*" : prefix + "*"
            let result = git_reference_iterator_glob_new(&iterator, handle, pattern)
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
    /// False when somebody else moved it. The reflog gets `message` when the ref has one.
    package func updateReference(
        _ name: String, to id: ObjectID, expecting expected: ObjectID?, message: String
    ) throws(GitError) -> Bool {
        try withHandle { handle throws(GitError) in
            var reference: OpaquePointer?
            var target = id.raw
            let result: Int32
            if let expected {
                var old = expected.raw
                result = git_reference_create_matching(&reference, handle, name, &target, 1, &old, message)
            } else {
                result = git_reference_create(&reference, handle, name, &target, 0, message)
            }
            git_reference_free(reference)
            switch git_error_code(rawValue: result) {
            case GIT_OK: return true
            case GIT_EMODIFIED, GIT_ELOCKED, GIT_EEXISTS, GIT_ENOTFOUND: return false
            default: throw .last("cannot update ref '\(name)'", result: result)
            }
        }
    }

    /// Removes a ref; false when it was not there.
    @discardableResult
    package func deleteReference(_ name: String) throws(GitError) -> Bool {
        try withHandle { handle throws(GitError) in
            let result = git_reference_remove(handle, name)
            if result == GIT_ENOTFOUND.rawValue { return false }
            if result != 0 { throw .last("cannot delete ref '\(name)'", result: result) }
            return true
        }
    }

    /// Gives `name` a reflog: git makes none by itself outside refs/heads.
    package func ensureReflog(_ name: String) throws(GitError) {
        try withHandle { handle throws(GitError) in
            if git_reference_has_log(handle, name) == 1 { return }
            let result = git_reference_ensure_log(handle, name)
            if result != 0 { throw .last("cannot create reflog of '\(name)'", result: result) }
        }
    }
}

extension ObjectID {
    init(_ raw: git_oid) {
        self = withUnsafeBytes(of: raw) { ObjectID(bytes: Array($0.prefix(20)))! }
    }

    var raw: git_oid {
        var id = git_oid()
        bytes.withUnsafeBufferPointer { _ = git_oid_fromraw(&id, $0.baseAddress!) }
        return id
    }
}

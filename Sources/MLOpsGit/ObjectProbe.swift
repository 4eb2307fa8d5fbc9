internal import CGit2
package import MLOpsCore

/// Asks the object database itself what is there. A ``Repository`` remembers objects that it has read, also after
/// `git prune` has taken them away; a probe remembers nothing of before it was made, and checks what it reads against
/// its name.
///
/// SAFETY: libgit2's object databases lock themselves; the handle is freed once.
package final class ObjectProbe: @unchecked Sendable {
    package enum Kind: Sendable, Equatable {
        case commit, tree, blob, tag
    }

    private let database: OpaquePointer

    package init(_ repository: Repository) throws(GitError) {
        database = try repository.withHandle { handle throws(GitError) in
            var path = git_buf()
            let found = git_repository_item_path(&path, handle, GIT_REPOSITORY_ITEM_OBJECTS)
            if found != 0 { throw .last("cannot find object database", result: found) }
            defer { git_buf_dispose(&path) }
            var database: OpaquePointer?
            let opened = git_odb_open(&database, path.ptr)
            guard opened == 0, let database else { throw .last("cannot open object database", result: opened) }
            return database
        }
    }

    deinit {
        git_odb_free(database)
    }

    package func has(_ id: ObjectID) -> Bool {
        var raw = id.raw
        return git_odb_exists(database, &raw) == 1
    }

    /// Kind and content; nil when the object is missing or damaged.
    package func read(_ id: ObjectID) -> (kind: Kind, bytes: [UInt8])? {
        var object: OpaquePointer?
        var raw = id.raw
        guard git_odb_read(&object, database, &raw) == 0, let object else { return nil }
        defer { git_odb_object_free(object) }
        let kind: Kind
        switch git_odb_object_type(object) {
        case GIT_OBJECT_COMMIT: kind = .commit
        case GIT_OBJECT_TREE: kind = .tree
        case GIT_OBJECT_BLOB: kind = .blob
        case GIT_OBJECT_TAG: kind = .tag
        default: return nil
        }
        let size = git_odb_object_size(object)
        return (kind, Array(UnsafeRawBufferPointer(start: git_odb_object_data(object), count: size)))
    }

    package func blob(_ id: ObjectID) -> [UInt8]? {
        guard let object = read(id), object.kind == .blob else { return nil }
        return object.bytes
    }

    /// The commit's tree and parents; nil when it is missing, damaged or no commit.
    package func commit(_ id: ObjectID) -> (tree: ObjectID, parents: [ObjectID])? {
        guard let object = read(id), object.kind == .commit else { return nil }
        var tree: ObjectID?
        var parents: [ObjectID] = []
        for line in object.bytes.split(separator: 0x0a, omittingEmptySubsequences: false) {
            let words = line.split(separator: 0x20, maxSplits: 1)
            guard words.count == 2, let id = ObjectID(hex: Array(words[1]).asText) else { break }
            if words[0].elementsEqual("tree".utf8) { tree = id } else { parents.append(id) }
        }
        return tree.map { ($0, parents) }
    }

    /// The entries of a tree; nil when it is missing, damaged or no tree.
    package func tree(_ id: ObjectID) -> [TreeEntry]? {
        guard let object = read(id), object.kind == .tree else { return nil }
        var entries: [TreeEntry] = []
        var rest = object.bytes[...]
        while !rest.isEmpty {
            guard let blank = rest.firstIndex(of: 0x20), let end = rest[blank...].firstIndex(of: 0),
                rest.endIndex - end > 20, let mode = UInt32(Array(rest[..<blank]).asText, radix: 8),
                let id = ObjectID(bytes: rest[(end + 1)..<(end + 21)])
            else { return nil }
            entries.append(TreeEntry(mode: mode, name: Array(rest[(blank + 1)..<end]), id: id))
            rest = rest[(end + 21)...]
        }
        return entries
    }
}

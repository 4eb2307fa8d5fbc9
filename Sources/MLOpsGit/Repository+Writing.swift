internal import CGit2
package import MLOpsCore
internal import MLOpsSystem

/// Who wrote a commit.
package struct Signature: Sendable, Equatable {
    package let name: String
    package let email: String

    package init(name: String, email: String) {
        self.name = name
        self.email = email
    }
}

extension Repository {
    package func writeBlob(_ bytes: [UInt8]) throws(GitError) -> ObjectID {
        try whileFoldersVanish { handle throws(GitError) in
            var id = git_oid()
            let result = git_blob_create_from_buffer(&id, handle, bytes, bytes.count)
            if result != 0 { throw .last("cannot write blob", result: result) }
            return ObjectID(id)
        }
    }

    package func writeTree(_ entries: [TreeEntry]) throws(GitError) -> ObjectID {
        try whileFoldersVanish { handle throws(GitError) in
            var builder: OpaquePointer?
            let made = git_treebuilder_new(&builder, handle, nil)
            if made != 0 { throw .last("cannot write tree", result: made) }
            defer { git_treebuilder_free(builder) }
            for entry in entries {
                var raw = entry.id.raw
                let name = entry.name.map(CChar.init(bitPattern:)) + [0]
                let result = git_treebuilder_insert(
                    nil, builder, name, &raw, git_filemode_t(rawValue: entry.mode))
                if result != 0 { throw .last("cannot write tree entry '\(entry.name.asText)'", result: result) }
            }
            var id = git_oid()
            let result = git_treebuilder_write(&id, builder)
            if result != 0 { throw .last("cannot write tree", result: result) }
            return ObjectID(id)
        }
    }

    /// Writes a commit; no ref moves. `time`: seconds since 1970 UTC.
    package func writeCommit(
        tree: ObjectID, parents: [ObjectID], message: String, author: Signature, time: Int64
    ) throws(GitError) -> ObjectID {
        try writeCommit(
            raw: Self.commitBytes(tree: tree, parents: parents, message: message, author: author, time: time))
    }

    /// The bytes that ``writeCommit(tree:parents:message:author:time:)`` writes.
    package static func commitBytes(
        tree: ObjectID, parents: [ObjectID], message: String, author: Signature, time: Int64
    ) -> [UInt8] {
        var text = "tree \(tree)\n"
        for parent in parents { text += "parent \(parent)\n" }
        let stamp = "\(clean(author.name)) <\(clean(author.email))> \(time) +0000"
        text += "author \(stamp)\ncommitter \(stamp)\n\n\(message)\n"
        return Array(text.utf8)
    }

    /// Writes a commit from its own bytes, such as a journal kept.
    package func writeCommit(raw: [UInt8]) throws(GitError) -> ObjectID {
        try writeObject(raw, kind: GIT_OBJECT_COMMIT)
    }

    /// `git prune` removes folders of loose objects that have become empty, also those that an object is just about to
    /// be moved into. Then it is written once more, as git itself does.
    private func whileFoldersVanish(
        _ write: (OpaquePointer) throws(GitError) -> ObjectID
    ) throws(GitError) -> ObjectID {
        for _ in 0..<9 {
            do {
                return shared(try withHandle(write))
            } catch  where error.message.hasSuffix("No such file or directory") {
                continue
            }
        }
        return shared(try withHandle(write))
    }

    /// libgit2 does not know `core.sharedRepository` when it writes.
    private func shared(_ id: ObjectID) -> ObjectID {
        if SharedFolders.mode(at: Paths.join(commonDirectory, "objects")) != nil {
            SharedFolders.adjust(
                "\(id.hex.prefix(2))/\(id.hex.dropFirst(2))", in: Paths.join(commonDirectory, "objects"))
        }
        return id
    }

    /// Writes the bytes of a commit as they are.
    package func writeRaw(commit: [UInt8]) throws(GitError) -> ObjectID {
        try writeObject(commit, kind: GIT_OBJECT_COMMIT)
    }

    /// Writes the bytes of an annotated tag as they are.
    package func writeRaw(tag: [UInt8]) throws(GitError) -> ObjectID {
        try writeObject(tag, kind: GIT_OBJECT_TAG)
    }

    private func writeObject(_ bytes: [UInt8], kind: git_object_t) throws(GitError) -> ObjectID {
        try whileFoldersVanish { handle throws(GitError) in
            var database: OpaquePointer?
            let opened = git_repository_odb(&database, handle)
            if opened != 0 { throw .last("cannot open object database", result: opened) }
            defer { git_odb_free(database) }
            var id = git_oid()
            let result = git_odb_write(&id, database, bytes, bytes.count, kind)
            if result != 0 { throw .last("cannot write object", result: result) }
            return ObjectID(id)
        }
    }

    /// git's own rule for names in commits: no angle brackets, newlines or NUL, no blanks round it, and not empty.
    private static func clean(_ text: String) -> String {
        var kept = text.utf8.filter { ![0, 0x0a, UInt8(ascii: "<"), UInt8(ascii: ">")].contains($0) }[...]
        kept = kept.drop { $0 <= 0x20 }
        while let last = kept.last, last <= 0x20 { kept.removeLast() }
        return kept.isEmpty ? "unknown" : String(decoding: kept, as: UTF8.self)
    }

    /// The configured identity, or the one from GIT_COMMITTER_*; a plain one from user and host when git has none,
    /// so that recording a run never fails for want of a name.
    package func signature() throws(GitError) -> Signature {
        let config = try config
        let environment = context.environment
        func first(_ candidates: String?...) -> String? { candidates.compactMap { $0 }.first { !$0.isEmpty } }
        let user = first(environment["USER"], environment["LOGNAME"]) ?? "unknown"
        let name = first(environment["GIT_COMMITTER_NAME"], config["committer.name"], config["user.name"])
        let email = first(
            environment["GIT_COMMITTER_EMAIL"], config["committer.email"], config["user.email"], environment["EMAIL"])
        return Signature(name: name ?? user, email: email ?? "\(user)@localhost")
    }
}

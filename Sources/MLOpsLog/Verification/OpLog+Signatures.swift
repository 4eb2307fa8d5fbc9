package import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

/// Whether a log commit is signed, and by whom.
package struct CommitSignature: Sendable, Equatable {
    package enum Status: String, Sendable {
        case good, unsigned, bad
        /// Nobody said whose the key is, or it is not here.
        case unknown
        case expired, revoked
        /// Good, but by another person than the one whom the ops name.
        case foreign
    }

    package let commit: ObjectID
    package let ops: [Op]
    package let status: Status
    /// As git names who signed; empty when it does not know.
    package let signer: String
    package let key: String
    /// A compaction: whoever made it vouches for what others wrote.
    package let isCompaction: Bool
}

extension OpLog {
    /// The signatures of all commits of `store` that hold ops, the oldest first. Keys are looked up as git is configured
    /// to: its keyring, or `gpg.ssh.allowedSignersFile`.
    package func signatures(of store: LogStore) throws -> [CommitSignature] {
        let commits = try repository.walk(from: heads(of: store).sorted())
        let held = try commits.compactMap { id -> (id: ObjectID, ops: [Op])? in
            let ops = try LogCommit.read(id, in: repository).ops
            return ops.isEmpty ? nil : (id, ops)
        }
        let probe = try ObjectProbe(repository)
        let signed = held.map(\.id).filter { Self.isSigned(probe.read($0)?.bytes ?? []) }
        let found = try check(signed)
        return try held.map { id, ops in
            guard let answer = found[id] else {
                return CommitSignature(
                    commit: id, ops: ops, status: .unsigned, signer: "", key: "", isCompaction: false)
            }
            let isCompaction = try !LogCommit.covers(repository.commit(id), in: repository).isEmpty
            let isOwn = isCompaction || ops.allSatisfy { Self.names(answer.signer, $0.author) }
            return CommitSignature(
                commit: id, ops: ops, status: answer.status == .good && !isOwn ? .foreign : answer.status,
                signer: answer.signer, key: answer.key, isCompaction: isCompaction)
        }
    }

    private static func isSigned(_ raw: [UInt8]) -> Bool {
        raw.asText.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
            .contains { $0.hasPrefix("gpgsig") }
    }

    /// `Ada <ada@example.com>`, or the principal alone.
    private static func names(_ signer: String, _ author: String) -> Bool {
        let mail = signer.split(separator: "<").last.map { $0.prefix { $0 != ">" } } ?? ""
        return mail.lowercased() == author.lowercased()
    }

    private struct Answer {
        let status: CommitSignature.Status
        let signer: String
        let key: String
    }

    private func check(_ commits: [ObjectID]) throws -> [ObjectID: Answer] {
        if commits.isEmpty { return [:] }
        let input = Array(commits.map { $0.hex + "\n" }.joined().utf8)
        let output = try repository.gitChecked(
            ["log", "--no-walk=unsorted", "--stdin", "--format=%H%x09%G?%x09%GK%x09%GS"], input: input
        ).output.asText
        var answers: [ObjectID: Answer] = [:]
        for line in output.split(separator: "\n") {
            let fields = line.split(separator: "\t", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 4, let id = ObjectID(hex: fields[0]) else { continue }
            answers[id] = Answer(status: Self.status(fields[1]), signer: fields[3], key: fields[2])
        }
        return answers
    }

    /// git's letter. `N` is told of a signature that git cannot look into for want of a file with keys, and `U` of a key
    /// that nobody vouches for.
    private static func status(_ letter: String) -> CommitSignature.Status {
        switch letter {
        case "G": .good
        case "B": .bad
        case "X", "Y": .expired
        case "R": .revoked
        default: .unknown
        }
    }
}

package import MLOpsCore
internal import MLOpsGit

extension OpLog {
    /// The ops that `heads` lead to and `earlier` ones do not, of which each is here.
    package func ops(in heads: Set<ObjectID>, since earlier: Set<ObjectID>) throws -> [Op] {
        try repository.walk(from: heads.sorted(), hiding: earlier.sorted()).flatMap { commit in
            try LogCommit.read(commit, in: repository).ops
        }
    }

    /// How many lines of ops the commits hold that `heads` lead to and `earlier` ones do not.
    package func countOps(in heads: Set<ObjectID>, since earlier: Set<ObjectID>) throws -> Int {
        var count = 0
        for commit in try repository.walk(from: heads.sorted(), hiding: earlier.sorted()) {
            for blob in try LogCommit.opBlobs(commit, in: repository) {
                count += try repository.blob(blob).count { $0 == 0x0a }
            }
        }
        return count
    }

    /// Whether a process that died left something in the journal, without opening the log.
    package static func hasUnfinishedJournal(_ layout: LogLayout) -> Bool {
        !OpJournal(layout).unsettled().isEmpty
    }
}

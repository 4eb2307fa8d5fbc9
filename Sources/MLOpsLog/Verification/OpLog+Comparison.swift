package import MLOpsCore
internal import MLOpsGit
internal import MLOpsIndex
internal import MLOpsSystem

extension OpLog {
    /// Compares the index with one that is made anew from git beside it.
    package func indexFindings() throws -> [LogFinding] {
        // One in memory was made from git just now.
        if index.isInMemory { return [] }
        let folder = Paths.join(layout.directory, "verify-\(Host.processID)")
        try Files.makeDirectories(folder)
        defer { try? Files.removeTree(folder) }
        let fresh = try OpLog(
            Repository.open(repository.context), makeRow: makeRow, indexPath: Paths.join(folder, "index.sqlite"))
        return try zip(index.contents(), fresh.index.contents()).compactMap { present, right in
            let (has, wanted) = (Set(present.lines), Set(right.lines))
            if has == wanted { return nil }
            let (extra, missing) = (has.subtracting(wanted).count, wanted.subtracting(has).count)
            return LogFinding(
                .index, layout.indexPath,
                "its \(present.part) are not what the log says (\(missing) missing, \(extra) wrong)",
                mend: LogFinding.repair)
        }
    }

    /// Mends objects and refs, and makes the index anew.
    package func repair() throws {
        try heal()
        try index.clear()
        try refresh()
    }

    /// The stored lines of the ops of a run or another subject, byte for byte, in the order of the fold.
    package func storedLines(of subject: String) throws -> [[UInt8]] {
        try reading {
            var blob: (id: ObjectID, bytes: [UInt8])?
            return try index.ops(of: subject).compactMap { indexed in
                let place = indexed.place
                if blob?.id != place.blob { blob = (place.blob, try repository.blob(place.blob)) }
                let end = place.offset + place.length
                guard let bytes = blob?.bytes, end <= bytes.count else { return nil }
                return Array(bytes[place.offset..<end])
            }
        }
    }

    /// All ops that count, in the order of the fold.
    package func allOps() throws -> [Op] {
        try mending {
            let purges = try index.purges()
            var ops: [String: Op] = [:]
            for commit in try repository.walk(from: heads().sorted()) {
                for op in try LogCommit.read(commit, in: repository).ops where !purges.hides(op) { ops[op.id] = op }
            }
            return ops.values.sorted(by: Op.precedes)
        }
    }
}

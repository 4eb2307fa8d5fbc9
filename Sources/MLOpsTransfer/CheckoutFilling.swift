internal import MLOpsCheckout
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// What a checkout is going to fill in, gathered some files at a time: of most nothing is kept but a line of the journal.
struct CheckoutFilling {
    private let files: LargeFiles
    private let top: String
    /// Whether files that were removed come back.
    private let restoresMissing: Bool
    private(set) var report = CheckoutReport()
    /// Files with extensions.
    private(set) var extended: [LargeFile] = []
    /// Nil when there is nothing to do.
    private(set) var journal: CheckoutJournal?

    init(_ files: LargeFiles, top: String, restoresMissing: Bool) {
        self.files = files
        self.top = top
        self.restoresMissing = restoresMissing
    }

    /// `unsettled`: paths whose files may have their content without git's index knowing.
    mutating func add(_ some: [LargeFile], executable: Set<RepoPath>, unsettled: Set<RepoPath>) throws {
        let wanted = try some.keeping {
            try WorktreeFile(top: top, path: $0.path).holds($0.pointer, orIsMissing: restoresMissing)
        }
        if files.store.sharedRoot != nil {
            _ = files.adoptShared(files.unique(wanted.map(\.object)).filter { !files.store.contains($0) })
        }
        for file in wanted {
            guard files.store.contains(file.object) else {
                report.missing.append(file)
                continue
            }
            report.filled += 1
            if !file.pointer.extensions.isEmpty {
                extended.append(file)
            } else {
                if restoresMissing { try restore(file, isExecutable: executable.contains(file.path)) }
                try note(file)
            }
        }
        if unsettled.isEmpty { return }
        for file in some where file.pointer.extensions.isEmpty && unsettled.contains(file.path) {
            if WorktreeFile(top: top, path: file.path).info?.size == file.pointer.size { try note(file) }
        }
    }

    /// Gives a file that is gone its pointer again, as git does; it is filled in with all others.
    private func restore(_ file: LargeFile, isExecutable: Bool) throws {
        let target = WorktreeFile(top: top, path: file.path)
        guard target.info == nil else { return }
        try target.makeFolders()
        let bytes = file.isCanonical ? file.pointer.encoded : try files.repository.blob(file.blob)
        try target.create(bytes, executable: isExecutable)
    }

    private mutating func note(_ file: LargeFile) throws {
        guard file.pointer.size > 0 else { return }
        let journal = try journal ?? CheckoutJournal(gitDirectory: files.repository.gitDirectory)
        self.journal = journal
        try journal.append(JournalEntry(path: file.path.bytes, blob: file.blob.bytes, object: file.object))
    }
}

package import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

extension LargeFiles {
    /// `mlops.maxFileSize` unless it is set; 0 switches the check off. Far more than source, notebooks and figures have,
    /// and far less than what hosts refuse (100 MiB): a file that is in history is there for good.
    package static var defaultMaxFileSize: Int64 { 10 << 20 }

    /// A regular file that is about to be committed, and the value of its attribute `filter`; nil: unspecified.
    package struct Guarded: Sendable {
        let path: RepoPath
        let blob: ObjectID
        let filter: String?

        package init(path: RepoPath, blob: ObjectID, filter: String?) {
            self.path = path
            self.blob = blob
            self.filter = filter
        }
    }

    /// Looks at files that a commit adds or changes.
    package func guardFiles(_ files: [Guarded]) throws -> [LargeFileFinding] {
        try judge(files, checksSize: true)
    }

    /// Looks at what a push brings that the remote ref did not have; sizes are a matter of commits.
    package func guardPush(_ references: [PushedReference]) throws -> [LargeFileFinding] {
        var findings: [LargeFileFinding] = []
        for reference in references where !reference.deletes {
            guard repository.resolveIfPresent(reference.local.hex) != nil else { continue }
            let isKnown = reference.remote != .zero && repository.hasObject(reference.remote)
            let base = isKnown ? reference.remote.hex : Self.noTree
            var differences: [RawDifference] = []
            try RawDifference.forEach(["diff-tree", "-r"], [base, reference.local.hex], repository) {
                if $0.isFile, $0.after != .zero { differences.append($0) }
            }
            findings += try judge(differences).filter { !findings.contains($0) }
        }
        return findings
    }

    /// Pointers in the index where no filter keeps them.
    package func pointersAsContent() throws -> [LargeFile] {
        let files = try indexFiles()
        let filters = try filters(of: files.map(\.path))
        return files.filter { filters[$0.path] == nil }
    }

    /// By the attributes of the index.
    private func judge(_ differences: [RawDifference]) throws -> [LargeFileFinding] {
        let filters = try filters(of: differences.map(\.path), fromIndex: true)
        return try judge(
            differences.map { Guarded(path: $0.path, blob: $0.after, filter: filters[$0.path]) }, checksSize: false)
    }

    private func judge(_ files: [Guarded], checksSize: Bool) throws -> [LargeFileFinding] {
        if files.isEmpty { return [] }
        let names = try filterNames()
        let sizes = try blobSizes(Set(files.map(\.blob)))
        let pointers = try parse(sizes.filter { $0.value < Pointer.sizeLimit }.map(\.key))
        let limit = try repository.config.int("mlops.maxfilesize") ?? Self.defaultMaxFileSize
        return files.compactMap { file in
            guard let size = sizes[file.blob] else { return nil }
            let isPointer = pointers[file.blob] != nil
            let finding = { LargeFileFinding(kind: $0, path: file.path, size: size) }
            if let filter = file.filter, names.contains(filter) {
                return isPointer || size == 0 ? nil : finding(.contentInGit)
            }
            if isPointer, file.filter == nil { return finding(.pointerAsContent) }
            return checksSize && limit > 0 && size > limit ? finding(.tooLarge) : nil
        }
    }

    /// Sizes of those that are blobs and here. git itself is asked for what is only in its quarantine.
    private func blobSizes(_ ids: Set<ObjectID>) throws -> [ObjectID: Int64] {
        var sizes: [ObjectID: Int64] = [:]
        for id in ids { sizes[id] = repository.blobSize(id) }
        let unknown = ids.filter { sizes[$0] == nil }
        if unknown.isEmpty { return sizes }
        let lines = try repository.gitChecked(
            ["cat-file", "--buffer", "--batch-check"], input: Array(unknown.map { $0.hex + "\n" }.joined().utf8),
            environment: ["GIT_NO_LAZY_FETCH": "1"]
        ).text.split(separator: "\n")
        for (id, line) in zip(unknown, lines) {
            let words = line.split(separator: " ")
            if words.count == 3, words[1] == "blob" { sizes[id] = Int64(words[2]) }
        }
        return sizes
    }

    private static let noTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
}

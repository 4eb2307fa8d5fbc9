package import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem

extension LargeFiles {
    /// `mlops.maxFileSize` unless it is set; 0 switches the check off. Far more than source, notebooks and figures have,
    /// and far less than what hosts refuse (100 MiB): a file that is in history is there for good.
    package static var defaultMaxFileSize: Int64 { 10 << 20 }

    /// Looks at what differs between HEAD and the index, by the attributes of the index.
    package func guardIndex() throws -> [LargeFileFinding] {
        let base = repository.resolveIfPresent("HEAD")?.hex ?? Self.noTree
        let raw = try repository.gitChecked(
            ["diff-index", "--cached", "--raw", "--no-renames", "--no-abbrev", "-z", base])
        return try judge(raw.output, checksSize: true)
    }

    /// Looks at what differs between two commits, by the attributes of the index that `environment` names.
    package func guardCommits(
        base: ObjectID, head: ObjectID, environment: [String: String]
    ) throws -> [LargeFileFinding] {
        let raw = try repository.gitChecked(
            ["diff-tree", "-r", "--raw", "--no-renames", "--no-abbrev", "-z", base.hex, head.hex])
        return try judge(raw.output, checksSize: true, environment: environment)
    }

    /// Looks at what a push brings that the remote ref did not have; sizes are a matter of commits.
    package func guardPush(_ references: [PushedReference]) throws -> [LargeFileFinding] {
        var findings: [LargeFileFinding] = []
        for reference in references where !reference.deletes {
            guard repository.resolveIfPresent(reference.local.hex) != nil else { continue }
            let isKnown = reference.remote != .zero && repository.hasObject(reference.remote)
            let base = isKnown ? reference.remote.hex : Self.noTree
            let raw = try repository.gitChecked(
                ["diff-tree", "-r", "--raw", "--no-renames", "--no-abbrev", "-z", base, reference.local.hex])
            findings += try judge(raw.output, checksSize: false).filter { !findings.contains($0) }
        }
        return findings
    }

    /// Pointers in the index where no filter keeps them.
    package func pointersAsContent() throws -> [LargeFile] {
        let files = try indexFiles()
        let filters = try filters(of: files.map(\.path))
        return files.filter { filters[$0.path] == nil }
    }

    private func judge(
        _ raw: [UInt8], checksSize: Bool, environment: [String: String] = [:]
    ) throws -> [LargeFileFinding] {
        let differences = RawDifference.parse(raw).filter { $0.isFile && $0.after != .zero }
        if differences.isEmpty { return [] }
        let names = try filterNames()
        let filters = try filters(of: differences.map(\.path), fromIndex: true, environment: environment)
        let blobs = Array(Set(differences.map(\.after)))
        let sizes = try blobSizes(blobs)
        let pointers = try parse(blobs)
        let limit = try repository.config.int("mlops.maxfilesize") ?? Self.defaultMaxFileSize
        return differences.compactMap { difference in
            guard let size = sizes[difference.after] else { return nil }
            let filter = filters[difference.path]
            let isPointer = pointers[difference.after] != nil
            let finding = { LargeFileFinding(kind: $0, path: difference.path, size: size) }
            if let filter, names.contains(filter) { return isPointer || size == 0 ? nil : finding(.contentInGit) }
            if isPointer, filter == nil { return finding(.pointerAsContent) }
            return checksSize && limit > 0 && size > limit ? finding(.tooLarge) : nil
        }
    }

    /// Sizes of those that are blobs and here.
    private func blobSizes(_ ids: [ObjectID]) throws -> [ObjectID: Int64] {
        let input = ids.map { $0.hex + "\n" }.joined()
        let lines = try repository.gitChecked(
            ["cat-file", "--buffer", "--batch-check"], input: Array(input.utf8),
            environment: ["GIT_NO_LAZY_FETCH": "1"]
        ).text.split(separator: "\n")
        var sizes: [ObjectID: Int64] = [:]
        for (id, line) in zip(ids, lines) {
            let words = line.split(separator: " ")
            if words.count == 3, words[1] == "blob" { sizes[id] = Int64(words[2]) }
        }
        return sizes
    }

    private static let noTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
}

internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
internal import MLOpsTransfer

/// The trees of code of two versions: pointers to large files are data, the rest is code.
struct VersionTrees {
    let data: [VersionDifference.Change]
    let code: [VersionDifference.Change]
    let gaps: [String]

    init(_ old: ModelVersion, _ new: ModelVersion, _ repository: Repository) throws {
        var gaps: [String] = []
        var trees: [String] = []
        for version in [old, new] {
            if let tree = version.tree, let id = ObjectID(hex: tree), repository.hasObject(id) {
                trees.append(tree)
            } else {
                gaps.append(
                    version.tree == nil
                        ? "\(version.name) names no code" : "the code of \(version.name) is not in this clone")
            }
        }
        self.gaps = gaps
        guard trees.count == 2, trees[0] != trees[1] else {
            (data, code) = ([], [])
            return
        }
        let changed = try Self.changedFiles(trees, repository)
        let files = try LargeFiles(repository)
        let pointers = try files.parse(Array(Set(changed.flatMap { [$0.old, $0.new].compactMap(\.self) })))
        func content(_ blob: ObjectID?) -> String? {
            blob.map { pointers[$0]?.pointer.object.id.hex ?? $0.hex }
        }
        var (data, code): ([VersionDifference.Change], [VersionDifference.Change]) = ([], [])
        for file in changed {
            let change = VersionDifference.Change(
                name: file.path.description, old: content(file.old), new: content(file.new))
            let isData = [file.old, file.new].contains { $0.flatMap { pointers[$0] } != nil }
            if isData { data.append(change) } else { code.append(change) }
        }
        (self.data, self.code) = (data, code)
    }

    private static func changedFiles(
        _ trees: [String], _ repository: Repository
    ) throws -> [(path: RepoPath, old: ObjectID?, new: ObjectID?)] {
        let output = try repository.gitChecked(["diff-tree", "-r", "-z", "--no-renames", trees[0], trees[1]]).output
        let fields = output.split(separator: 0)
        return stride(from: 0, to: fields.count - 1, by: 2).compactMap { index in
            let words = fields[index].split(separator: UInt8(ascii: " ")).map { Array($0).asText }
            guard words.count >= 5 else { return nil }
            func blob(_ text: String) -> ObjectID? {
                text.allSatisfy { $0 == "0" } ? nil : ObjectID(hex: text)
            }
            return (RepoPath(bytes: Array(fields[index + 1])), blob(words[2]), blob(words[3]))
        }
    }
}

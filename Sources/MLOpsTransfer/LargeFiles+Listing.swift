internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore

/// A large file and where its content is.
package struct ListedFile: Sendable {
    package let file: LargeFile
    /// The worktree has the content, as far as its size tells.
    package let isCheckedOut: Bool
    /// The local store has it.
    package let isStored: Bool
}

extension LargeFiles {
    /// The large files of the index, or of a commit.
    package func list(in revision: String? = nil, _ pathspecs: [String] = []) throws -> [ListedFile] {
        let files = try revision.map { try self.files(in: $0) } ?? indexFiles(pathspecs)
        return files.map { file in
            let size = repository.workTree.flatMap { WorktreeFile(top: $0, path: file.path).info?.size }
            return ListedFile(
                file: file, isCheckedOut: size == file.pointer.size, isStored: store.contains(file.object))
        }
    }
}

package import MLOpsGit
package import MLOpsNotebook
internal import MLOpsSystem

/// What git's merge asks of a merge driver: three files, of which ours becomes the result.
package struct NotebookMergeFiles: Sendable {
    package let base: String
    package let ours: String
    package let theirs: String
    package var merge = NotebookMerge()

    package init(base: String, ours: String, theirs: String) {
        (self.base, self.ours, self.theirs) = (base, ours, theirs)
    }

    /// The result; nil when they were merged as text, because one of them is no notebook of nbformat 4.
    package enum Outcome: Sendable {
        case cells(NotebookMerge.Result)
        case text(isClean: Bool)
    }

    package func run(_ repository: Repository) throws -> Outcome {
        let bytes = try (base: Files.read(base), ours: Files.read(ours), theirs: Files.read(theirs))
        if let result = merge.merge(base: bytes.base, ours: bytes.ours, theirs: bytes.theirs) {
            try Files.write(result.bytes, to: ours)
            return .cells(result)
        }
        let labels = ["-L", merge.ours, "-L", "base", "-L", merge.theirs, "--marker-size=\(merge.markerSize)"]
        let answer = try repository.git(["merge-file", "-q"] + labels + [ours, base, theirs])
        return .text(isClean: answer.status.isSuccess)
    }
}

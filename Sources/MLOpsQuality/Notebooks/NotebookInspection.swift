package import MLOpsCore
package import MLOpsGit
package import MLOpsNotebook
internal import MLOpsSystem

/// A notebook and what is to be said about it.
package struct NotebookInspection: Sendable {
    package let path: RepoPath
    package let findings: [NotebookFinding]
    /// Why it could not be read at all.
    package let failure: String?

    package var isClean: Bool { failure == nil && findings.allSatisfy { $0.severity == .warning } }

    /// Looks over content; a large file's pointer is no notebook and has nothing to say.
    package init?(_ path: RepoPath, _ bytes: [UInt8], review: NotebookReview) {
        if Pointer.parse(bytes) != nil { return nil }
        self.path = path
        do {
            findings = try review.findings(bytes)
            failure = nil
        } catch {
            findings = []
            failure = error.description
        }
    }

    /// Looks over the file at `place`, which is called `path`. One that no notebook can be is not read.
    package init?(_ path: RepoPath, fileAt place: String, review: NotebookReview) throws {
        if let size = Files.info(place, followLinks: true)?.size, size > Int64(NotebookStrip.sizeLimit) {
            self.init(path: path, findings: [], failure: "not a notebook: larger than 512 MiB")
        } else {
            self.init(path, try Files.read(place), review: review)
        }
    }

    /// All notebooks of the index, as git has them. Those with the attribute `-mlops-strip` may have outputs.
    package static func tracked(_ repository: Repository, review: NotebookReview) throws -> [NotebookInspection] {
        let files = try CheckSource(repository, .index).allFiles().filter { $0.isFile && $0.hasExtension("ipynb") }
        let attributes = try CheckAttributes(repository, of: files.map(\.path), environment: [:])
        let source = try CheckSource(repository, .index)
        return try files.compactMap { file in
            var review = review
            review.options = attributes[file.path].options(over: review.options)
            guard let inspection = NotebookInspection(file.path, try source.content(file.id), review: review) else {
                return nil
            }
            return attributes[file.path].keepsOutputs ? inspection.without(.stripped) : inspection
        }
    }

    private func without(_ rule: NotebookFinding.Rule) -> NotebookInspection {
        NotebookInspection(path: path, findings: findings.filter { $0.rule != rule }, failure: failure)
    }

    private init(path: RepoPath, findings: [NotebookFinding], failure: String?) {
        (self.path, self.findings, self.failure) = (path, findings, failure)
    }
}

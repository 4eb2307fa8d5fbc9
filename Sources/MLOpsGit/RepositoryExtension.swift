/// An entry of `extensions.` in a repository's configuration that libgit2 does not know by itself.
struct RepositoryExtension {
    /// In lower case.
    let name: String
    let value: String?

    /// Returns when libgit2 reads such a repository rightly. Else the error says in one sentence what is in the way, so
    /// that nobody takes the repository for an empty one.
    func check() throws(GitError) {
        switch (name, value?.lowercased()) {
        case ("refstorage", "files"), ("objectformat", "sha1"): return
        case ("refstorage", "reftable"):
            throw unsupported(
                "this repository keeps its refs as a reftable, which git-mlops cannot read",
                "git refs migrate --ref-format=files")
        case ("objectformat", "sha256"), ("compatobjectformat", _):
            throw unsupported(
                "this repository names its objects by SHA-256, which git-mlops cannot read",
                "git-mlops works in repositories made with: git init --object-format=sha1")
        default:
            throw unsupported(
                "this repository uses the git extension '\(name)', which git-mlops does not know",
                "git config extensions.\(name)")
        }
    }

    private func unsupported(_ sentence: String, _ hint: String) -> GitError {
        GitError(.unsupportedRepository, sentence, hints: [hint])
    }
}

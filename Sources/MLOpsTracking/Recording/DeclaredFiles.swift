/// The files that a pipeline declares, relative to the top of the worktree.
package struct DeclaredFiles: Sendable, Equatable {
    package var params: [String]
    package var metrics: [String]

    package init(params: [String] = [], metrics: [String] = []) {
        self.params = params
        self.metrics = metrics
    }
}

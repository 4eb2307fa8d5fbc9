package import MLOpsCore

/// A file of a rendered project, not yet written.
package struct RenderedFile: Sendable, Equatable {
    package let path: RepoPath
    package let bytes: [UInt8]
    /// 0o644 or 0o755.
    package let mode: UInt32

    package init(path: RepoPath, bytes: [UInt8], mode: UInt32 = 0o644) {
        self.path = path
        self.bytes = bytes
        self.mode = mode
    }
}

/// Everything that a template makes of its answers.
package struct RenderedTemplate: Sendable, Equatable {
    /// Sorted by path; the record `.mlops-template.json` is among them.
    package let files: [RenderedFile]
    /// What to type next, one line each.
    package let notes: [String]
}

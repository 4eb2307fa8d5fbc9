package import MLOpsCore

/// A server answered with success, but in a way that is of no use.
package struct UnusableAnswer: DiagnosticConvertible, GitLFSWorded {
    package let diagnostic: Diagnostic
    package let gitLFSWords: String

    /// `why`: the end of a sentence about the answer.
    static func unreadable(host: String?, why: String) -> UnusableAnswer {
        let server = host.map { " '\($0)'" } ?? ""
        return UnusableAnswer(
            diagnostic: .fatal("cannot understand the Git LFS server\(server): its answer \(why)"),
            gitLFSWords: "batch response: Unable to parse HTTP response: it \(why)")
    }

    static func algorithm(_ name: String) -> UnusableAnswer {
        UnusableAnswer(
            diagnostic: .fatal("cannot transfer objects: the server names them by '\(name)'"),
            gitLFSWords: "batch response: unsupported hash algorithm: \"\(name)\"")
    }
}

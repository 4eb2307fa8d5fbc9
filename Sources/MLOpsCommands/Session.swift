package import MLOpsCore
package import MLOpsGit
package import MLOpsTerminal

/// What a command is given: the process it runs in, where results go, and the repository on demand.
package struct Session: Sendable {
    package let context: InvocationContext
    package let out: Output

    package var reporter: any Reporter { context.reporter }

    /// The repository of the working folder. Throws git's own "not a git repository" sentence.
    package func repository() throws -> Repository {
        try Repository.open(context)
    }
}

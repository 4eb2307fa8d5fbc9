internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsTerminal
internal import MLOpsTransfer

/// The `[<remote>] [<commit>...]` that fetch, pull and push take.
enum TransferArguments {
    /// The first argument is the remote when it names one.
    static func split(_ arguments: [String], _ files: LargeFiles) throws -> (remote: String?, revisions: [String]) {
        guard let first = arguments.first else { return (nil, []) }
        let names = try files.repository.config.subsections(of: "remote")
        let settings = try RemoteSettings(of: files.repository)
        if names.contains(first) || settings[first] != nil { return (first, Array(arguments.dropFirst())) }
        return (nil, arguments)
    }
}

extension TransferReport {
    /// Says what was done on standard error; the exit code.
    func tell(_ session: Session, verb: String) -> Int32 {
        for failure in failures {
            session.reporter.error("object \(failure.object.id.hex) was not \(verb): \(failure.reason)")
        }
        if verb == "fetched", !failures.isEmpty {
            session.reporter.hint("when they are elsewhere: git mlops remote add --default <name> <url>")
        }
        if !transferred.isEmpty {
            let count = transferred.count == 1 ? "1 object" : "\(transferred.count) objects"
            session.reporter.note("\(verb) \(count), \(ByteCount.text(bytes))")
        }
        return failures.isEmpty ? 0 : 1
    }
}

package import MLOpsGit

/// A program of the user's that moves objects (`lfs.customtransfer.<name>.*`; Git LFS, docs/custom-transfers.md). Only
/// git's own configuration can name one: what a repository brings along never starts a program.
package struct CustomAgent: Sendable, Equatable {
    package let name: String
    package let path: String
    /// Words for the shell.
    package let arguments: String
    /// Whether several may run at once.
    package let isConcurrent: Bool
    package let operations: Set<LFSOperation>
    /// Seconds that it may be silent (`lfs.customtransfer.<name>.timeout`); nil: for ever.
    package var patience: Int? = CustomAgent.standardPatience

    private static let standardPatience = 600

    /// The one that Git LFS brings along, for repositories in folders.
    static let standaloneFile = CustomAgent(
        name: "lfs-standalone-file", path: "git-lfs", arguments: "standalone-file", isConcurrent: false,
        operations: [.upload, .download])

    package init(
        name: String, path: String, arguments: String, isConcurrent: Bool, operations: Set<LFSOperation>
    ) {
        self.name = name
        self.path = path
        self.arguments = arguments
        self.isConcurrent = isConcurrent
        self.operations = operations
    }

    /// Those that are configured for an operation, in the order of the configuration.
    package static func configured(_ config: GitConfig, for operation: LFSOperation) -> [CustomAgent] {
        config.subsections(of: "lfs").compactMap { section in
            guard section.hasPrefix("customtransfer."), let path = config["lfs.\(section).path"] else { return nil }
            var agent = CustomAgent(
                name: String(section.dropFirst(15)), path: path, arguments: config["lfs.\(section).args"] ?? "",
                isConcurrent: config.bool("lfs.\(section).concurrent") ?? true,
                operations: operations(config["lfs.\(section).direction"]))
            if let seconds = config.int("lfs.\(section).timeout") {
                agent.patience = seconds < 1 ? nil : Int(min(seconds, 86_400))
            }
            return agent
        }.filter { $0.operations.contains(operation) }
    }

    /// The agent that is used without asking the server (`lfs.<url>.standalonetransferagent`); nil when there is none,
    /// or when it is not configured for this operation.
    package static func standalone(_ config: LFSConfig, for url: String, _ operation: LFSOperation) -> CustomAgent? {
        guard let name = config.value("lfs", "standalonetransferagent", for: url) else { return nil }
        return (configured(config.git, for: operation) + [standaloneFile]).first { $0.name == name }
    }

    private static func operations(_ direction: String?) -> Set<LFSOperation> {
        switch direction?.lowercased() {
        case nil, "", "both": [.upload, .download]
        case "upload": [.upload]
        case "download": [.download]
        default: []
        }
    }

    /// The line for the shell, which expands the arguments and not the path.
    var command: [String] {
        ["sh", "-c", "'" + path.replacing("'", with: "'\\''") + "' " + arguments]
    }
}

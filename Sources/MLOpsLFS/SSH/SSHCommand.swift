internal import MLOpsCore
internal import MLOpsGit

/// Builds the command line that runs a program on another machine, as git does (git-config(1), ssh.variant).
struct SSHCommand: Sendable {
    private enum Variant: String {
        case auto, simple, ssh, plink, putty, tortoiseplink
    }

    private let environment: [String: String]
    private let config: GitConfig

    init(environment: [String: String], config: GitConfig) {
        self.environment = environment
        self.config = config
    }

    /// `options` go before the host. Throws when a value could be taken for an option.
    func arguments(_ target: SSHTarget, options: [String] = [], _ remote: [String]) throws -> [String] {
        let (words, isShell) = program
        let variant = variant(words)
        var arguments: [String] = []
        if let port = target.port {
            guard variant != .simple else {
                throw Diagnostic.fatal("cannot reach '\(target.userAndHost)': ssh variant 'simple' takes no port")
            }
            arguments += [variant == .ssh || variant == .auto ? "-p" : "-P", port]
        }
        if variant == .tortoiseplink { arguments.append("-batch") }
        if variant == .ssh { arguments += options }
        // A host that begins with a dash would be read as an option.
        if target.userAndHost.hasPrefix("-") {
            guard variant == .ssh || variant == .auto else {
                throw Diagnostic.fatal("cannot reach '\(target.userAndHost)': that is no host")
            }
            arguments.append("--")
        }
        arguments.append(target.userAndHost)
        arguments.append(remote.enumerated().map { $0 == 0 ? $1 : Self.quoted($1) }.joined(separator: " "))
        guard isShell else { return words + arguments }
        // GIT_SSH_COMMAND is a line for the shell; what we add reaches it as parameters.
        return ["sh", "-c", words[0] + " \"$@\"", words[0]] + arguments
    }

    private var program: (words: [String], isShell: Bool) {
        if let line = environment["GIT_SSH_COMMAND"], !line.isEmpty { return ([line], true) }
        if let line = config["core.sshcommand"], !line.isEmpty { return ([line], true) }
        if let path = environment["GIT_SSH"], !path.isEmpty { return ([path], false) }
        return (["ssh"], false)
    }

    private func variant(_ words: [String]) -> Variant {
        if let named = environment["GIT_SSH_VARIANT"] ?? config["ssh.variant"], let variant = Variant(rawValue: named),
            variant != .auto
        {
            return variant
        }
        let first = words[0].split(separator: " ").first ?? ""
        var name = (first.split(separator: "/").last ?? "").lowercased()
        if name.hasSuffix(".exe") { name = String(name.dropLast(4)) }
        return Variant(rawValue: name) ?? .ssh
    }

    /// For the shell on the other side.
    private static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
            default: "-_./~@+,=".utf8.contains(byte)
            }
        }
        return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}

internal import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// Keys that git's credential helpers keep for a server (gitcredentials(7)): the user's name is the access key, the
/// password the secret. They are asked for by the server's own address and are sent to no other.
package struct S3KeyHelper: Sendable {
    private let repository: Repository

    /// Nil when no helper is configured: nobody is prompted for keys.
    package init?(_ repository: Repository) {
        let keys = (try? repository.config.keys) ?? []
        guard
            keys.contains(where: { $0.hasPrefix("credential.") && $0.hasSuffix(".helper") || $0 == "credential.helper" }
            )
        else { return nil }
        self.repository = repository
    }

    /// `origin`: `https://host[:port]`. Nil when no helper knows keys for it.
    func keys(for origin: String) throws -> AWSCredentials? {
        guard let lines = Self.description(origin), let answer = try? repository.askCredential("fill", lines),
            answer.status.isSuccess
        else { return nil }
        var values: [String: String] = [:]
        for line in answer.output.asText.split(separator: "\n") {
            let pair = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if pair.count == 2 { values[pair[0]] = pair[1] }
        }
        guard let access = values["username"], let secret = values["password"], !secret.isEmpty else { return nil }
        return AWSCredentials(accessKey: access, secretKey: secret, sessionToken: nil)
    }

    /// They work, or they do not: helpers keep or forget them.
    func tell(_ keys: AWSCredentials, for origin: String, work: Bool) {
        guard let lines = Self.description(origin) else { return }
        let answer = lines + ["username=\(keys.accessKey)", "password=\(keys.secretKey)"]
        _ = try? repository.askCredential(work ? "approve" : "reject", answer)
    }

    private static func description(_ origin: String) -> [String]? {
        guard let address = HTTPAddress(origin) else { return nil }
        return ["protocol=\(address.scheme)", "host=\(address.hostAndPort)"]
    }
}

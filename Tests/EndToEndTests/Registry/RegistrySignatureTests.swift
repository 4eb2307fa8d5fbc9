import MLOpsCore
import MLOpsTestSupport
import Testing

/// Signed registry commits, with keys that the real tools make.
@Suite struct RegistrySignatureTests {
    private func statuses(_ repository: TempRepository, _ target: String = "fraud") throws -> [String] {
        let result = try repository.mlops("model", "verify", "--json", target)
        return try JSONValue.parse(result.outputBytes)["changes"]!.arrayValue!.map { $0["signature"]!.stringValue! }
    }

    @Test func sshKeysVouchForWhoPromoted() throws {
        let ada = try RegistryTeam(1).ada
        #expect(try statuses(ada).allSatisfy { $0 == "unsigned" })
        #expect(try ada.mlops("model", "verify").code == 1)
        for name in ["key", "other"] {
            try ada.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "../\(name)"]).check()
        }
        let key = ada.directory.path("key")
        try ada.git("config", "gpg.format", "ssh").check()
        try ada.git("config", "user.signingkey", key).check()
        try ada.git("config", "mlops.signRegistry", "true").check()
        try ada.mlops("model", "promote", "fraud@v2", "Staging").check()
        #expect(try statuses(ada).last == "unknown")
        let mail = try ada.model()["author"]!.stringValue!
        let signers = ada.directory.path("signers")
        try ada.run(["sh", "-c", "printf '%s %s\\n' '\(mail)' \"$(cat '\(key).pub')\" >'\(signers)'"]).check()
        try ada.git("config", "gpg.ssh.allowedSignersFile", signers).check()
        #expect(try statuses(ada).last == "good")
        // Another person's good key under this name, and a key that nobody knows.
        let eve = ["env", "GIT_COMMITTER_EMAIL=eve@example.com", "git", "mlops", "model"]
        try ada.run(eve + ["promote", "--offline", "fraud@v3", "Staging"]).check()
        #expect(try statuses(ada).last == "foreign")
        try ada.git("config", "user.signingkey", ada.directory.path("other")).check()
        try ada.mlops("model", "describe", "fraud@v3", "x").check()
        #expect(try statuses(ada, "fraud@v3").last == "unknown")
        // Somebody changes what a signed commit says: the signature stays, and does not fit.
        try ada.git("config", "user.signingkey", key).check()
        try ada.mlops("model", "describe", "fraud", "signed").check()
        let script = """
            new=$(git cat-file commit refs/mlops/v1/registry | sed 's/1 op$/2 ops/' | git hash-object -t commit -w --stdin)
            git update-ref refs/mlops/v1/registry $new
            """
        try ada.run(["sh", "-c", script]).check()
        #expect(try statuses(ada).contains("bad"))
    }

    @Test func aKeyThatIsMissingStopsTheCommandAndLosesNothing() throws {
        let ada = try RegistryTeam(1).ada
        try ada.git("config", "gpg.format", "ssh").check()
        try ada.git("config", "user.signingkey", "/nowhere").check()
        try ada.git("config", "mlops.signRegistry", "true").check()
        let before = try ada.git("rev-parse", "refs/mlops/v1/registry").output
        let failed = try ada.mlops("model", "promote", "--offline", "fraud@v2", "Staging")
        #expect(failed.code == 128)
        #expect(failed.errors.hasPrefix("fatal: cannot sign the registry's commit"))
        #expect(try ada.git("rev-parse", "refs/mlops/v1/registry").output == before)
        try ada.git("config", "mlops.signRegistry", "false").check()
        try ada.mlops("model", "promote", "--offline", "fraud@v2", "Staging").check()
        #expect(try ada.count("model.stage") == 2)
    }
}

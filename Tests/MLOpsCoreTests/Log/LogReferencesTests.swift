import MLOpsCore
import Testing

@Suite struct LogReferencesTests {
    @Test func namesHereAreTheSameWhateverThePrefix() {
        for prefix in [nil, "refs/heads/_mlops", "refs/heads/_mlops/", "nonsense"] {
            let references = LogReferences(configuredPrefix: prefix)
            #expect(references.trunk(.runs) == "refs/mlops/v1/runs")
            #expect(references.trackingTrunk("origin", .registry) == "refs/mlops-remote/origin/v1/registry")
        }
    }

    @Test func namesOnRemotes() {
        let standard = LogReferences(configuredPrefix: nil)
        let branches = LogReferences(configuredPrefix: "refs/heads/_mlops/")
        for (name, there) in [
            ("refs/mlops/v1/runs", "refs/heads/_mlops/v1/runs"),
            ("refs/mlops/v1/g2/registry", "refs/heads/_mlops/v1/g2/registry"),
            ("refs/notes/mlops/metrics", "refs/heads/_mlops/notes/metrics"),
            ("refs/heads/main", "refs/heads/main"),
        ] {
            #expect(standard.remoteName(name) == name)
            #expect(branches.remoteName(name) == there)
        }
        #expect(branches.notesRefspec("origin") == "+refs/heads/_mlops/notes/*:refs/mlops-remote/origin/notes/*")
    }

    @Test(arguments: ["mlops", "refs/a/../b", "refs/a*", "refs//a", "refs/a b", "refs/a@{0}", "refs/", ""])
    func whatIsNoPrefixIsPassedOver(_ prefix: String) {
        #expect(LogReferences(configuredPrefix: prefix).remotePrefix == "refs/mlops")
    }

    @Test func oneStoreHasRefspecsOfItsOwn() {
        let references = LogReferences(configuredPrefix: nil)
        #expect(references.fetchRefspecs("origin") == ["+refs/mlops/v1/*:refs/mlops-remote/origin/v1/*"])
        #expect(
            references.fetchRefspecs("origin", stores: [.registry]) == [
                "+refs/mlops/v1/registry*:refs/mlops-remote/origin/v1/registry*",
                "+refs/mlops/v1/g*/registry:refs/mlops-remote/origin/v1/g*/registry",
                "+refs/mlops/v1/inbox/*/registry:refs/mlops-remote/origin/v1/inbox/*/registry",
            ])
        #expect(LogReferences.stores(configured: ["registry"]) == [.registry])
        #expect(LogReferences.stores(configured: ["registry, runs"]) == [.runs, .registry])
        #expect(LogReferences.stores(configured: ["nothing of ours"]) == [.runs, .registry])
    }
}

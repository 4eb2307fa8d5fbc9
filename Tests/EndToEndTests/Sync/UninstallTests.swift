import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Invariant: taking the set-up away restores configuration and hooks byte for byte and leaves every ref.
@Suite struct UninstallTests {
    @Test(arguments: [false, true]) func everythingIsAsItWas(withOwnHooks: Bool) throws {
        let repository = try RunTests.repository()
        let bare = try repository.addBareRemote()
        try repository.git("config", "user.note", "  # mine").check()
        if withOwnHooks {
            for hook in ["pre-push", "post-commit"] {
                try Files.write(
                    Array("#!/bin/sh\necho mine >> '\(repository.path)/mine'\n".utf8),
                    to: repository.path(".git/hooks/\(hook)"), mode: 0o755)
            }
        }
        let before = try InitTests.state(repository)
        try repository.git("config", "mlops.refPrefix", "refs/heads/_mlops").check()
        try repository.git("config", "mlops.stores", "runs registry").check()
        try repository.mlops("init", "--no-input").check()
        try repository.mlops("run", "-q", "--name", "one", "-P", "lr=0.5", "--", "sh", "train.sh").check()
        try repository.commit("lr 0.5")
        try repository.mlops("model", "register", "--name", "fraud", "params.yaml").check()
        try repository.git("push", "-q", "-u", "origin", "main").check()
        try repository.mlops("sync").check()
        let refs = try repository.git("for-each-ref").output
        let server = try repository.run(["git", "-C", bare, "for-each-ref"]).output
        try repository.mlops("uninit").check()
        for key in ["mlops.refPrefix", "mlops.stores"] { try repository.git("config", "--unset", key).check() }
        try repository.git("config", "--remove-section", "mlops")
        try repository.git("config", "--remove-section", "branch.main").check()
        #expect(try InitTests.state(repository) == before)
        #expect(try repository.git("for-each-ref").output == refs)
        #expect(try repository.run(["git", "-C", bare, "for-each-ref"]).output == server)
        #expect(refs.contains(SyncProject.trunk) && refs.contains("refs/notes/mlops/metrics"))
        // Its history is there for whoever sets it up again.
        #expect(try repository.mlops("runs", "list", "--porcelain").output.contains("one"))
    }
}

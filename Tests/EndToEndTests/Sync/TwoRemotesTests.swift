import MLOpsTestSupport
import Testing

/// A clone with a second remote, and what two clones wrote under one key.
@Suite struct TwoRemotesTests {
    @Test func aSecondRemoteLeavesNoDoubtAboutTheFirst() throws {
        let origin = try TempRepository()
        try origin.write("mlops.yaml", "stages: {}\n")
        try origin.commit("first")
        _ = try origin.addBareRemote()
        try origin.git("push", "-q", "origin", "HEAD").check()
        try origin.mlops("run", "-q", "--name", "one", "--", "true").check()
        try origin.mlops("log", "param", "--run", "one", "rate", "1").check()
        #expect(try origin.mlops("sync", "-q").check().errors == "")

        let clone = try origin.clone("other")
        try clone.mlops("sync", "-q").check()
        _ = try clone.addBareRemote("two")
        #expect(try clone.mlops("sync", "two").check().errors.contains("ops to 'two'"))
        try clone.mlops("log", "param", "--run", "one", "rate", "2").check()
        let shown = try clone.mlops("runs", "show", "one").check()
        #expect(shown.errors == "")
        #expect(shown.output.contains("rate  1  conflict: logged again with another value"), "\(shown)")
    }
}

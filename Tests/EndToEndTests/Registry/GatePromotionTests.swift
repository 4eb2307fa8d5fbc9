import MLOpsCore
import MLOpsTestSupport
import Testing

/// `git mlops model promote --require-gate`: what opens it, what shuts it, and what is kept.
@Suite struct GatePromotionTests {
    /// Predictions of one set of rows by a model that is right with `accuracy` in each region.
    private func predictions(_ seed: UInt64, north: Double, south: Double, rows: Int = 600) -> String {
        var truths = SeededGenerator(seed: 1), own = SeededGenerator(seed: seed)
        var text = "id,y_true,y_pred,y_score,region\n"
        for row in 0..<rows {
            let truth = Bool.random(using: &truths), isNorth = Bool.random(using: &truths)
            let isRight = Double.random(in: 0..<1, using: &own) < (isNorth ? north : south)
            let score = (isRight == truth ? 0.5 : 0) + Double.random(in: 0..<0.49, using: &own)
            text += "\(row),\(truth ? 1 : 0),\(isRight == truth ? 1 : 0),\(score),\(isNorth ? "north" : "south")\n"
        }
        return text
    }

    private func write(_ repository: TempRepository) throws {
        try repository.write("p1.csv", predictions(11, north: 0.8, south: 0.8))
        try repository.write("p2.csv", predictions(12, north: 0.8, south: 0.8))
        try repository.write("p3.csv", predictions(13, north: 0.97, south: 0.95))
        try repository.write("uneven.csv", predictions(14, north: 0.99, south: 0.7))
    }

    @Test func onlyWhatIsBetterThanChanceIsPromoted() throws {
        let team = try RegistryTeam()
        let ada = team.ada
        try write(ada)
        let current = ["--predictions-of", "current=p1.csv"]
        let promote = ["git", "mlops", "model", "promote", "--require-gate"]
        let refused = try ada.run(
            promote + ["accuracy better", "--predictions", "p2.csv"] + current + ["fraud@v2", "Production"])
        #expect(refused.code == 1)
        #expect(
            refused.errors.contains("error: fraud@v2 was not promoted to Production: 'accuracy better' is not passed"))
        let uneven = try ada.run(
            promote + ["accuracy better per region", "--predictions", "uneven.csv"] + current
                + ["fraud@v2", "Production"])
        #expect(uneven.code == 1)
        #expect(uneven.errors.contains("in region = south: accuracy"))
        #expect(try ada.production() == "v1")
        try ada.run(
            promote + [
                "accuracy better per region", "--require-gate", "roc_auc not worse by 0.01", "--require-gate",
                "recall >= 0.9", "--predictions", "p3.csv",
            ] + current + ["fraud@v3", "Production"]
        ).check()
        // The verdict travels with the promotion.
        try team.sync()
        let ben = team.ben
        #expect(try ben.production() == "v3")
        let verdict = try #require(try ben.model()["history"]?.arrayValue?.compactMap { $0["gates"] }.last)
        #expect(verdict["status"] == "pass")
        #expect(verdict["override"] == nil)
        let digest = try ada.run(["sha256sum", "p3.csv"]).check().output.prefix(64)
        #expect(verdict["evidence"]?.arrayValue?.first?["sha256"]?.stringValue == String(digest))
        // So that it can be reached again, what it was reached from is kept.
        try ben.mlops("model", "fetch", "--evidence", "-o", "shown", "fraud@v3").check()
        for (name, file) in [("candidate-p3.csv", "p3.csv"), ("v1-p1.csv", "p1.csv")] {
            #expect(try ben.read("shown/\(name)") == ada.read(file))
        }
        let parts = try #require(verdict["checks"]?.arrayValue?.first?["parts"]?.arrayValue)
        #expect(parts.map { $0["value"]?.stringValue } == [nil, "north", "south"])
        #expect(parts.allSatisfy { $0["test"] == "mcnemar" && ($0["adjusted"]?.doubleValue ?? 1) < 0.05 })
        #expect(try ben.mlops("model", "show", "fraud@v3").check().output.contains("gates of Production, "))
        #expect(try ben.mlops("model", "history", "fraud").check().output.contains("pass"))
    }

    @Test func aStageDemandsGatesAlways() throws {
        let ada = try RegistryTeam(1).ada
        try write(ada)
        try ada.write(
            ".mlopsconfig",
            "[mlops-gate \"production\"]\n\trequire = accuracy >= 0.9\n[mlops-gate \"other@Staging\"]\n\trequire = nonsense\n"
        )
        let blank = try ada.mlops("model", "promote", "fraud@v2", "Production")
        #expect(blank.code == 1)
        #expect(blank.errors.contains("v2 was registered without a run: give its predictions as a file"))
        #expect(try ada.mlops("model", "promote", "--predictions", "p2.csv", "fraud@v2", "Production").code == 1)
        let document = try JSONValue.parse(
            ada.mlops("model", "promote", "--json", "--predictions", "p2.csv", "fraud@v2", "Production").outputBytes)
        #expect(document["outcome"] == "refused")
        #expect(document["gates"]?["checks"]?.arrayValue?.first?["source"] == ".mlopsconfig")
        #expect(try ada.mlops("model", "promote", "fraud@v2", "Staging").code == 0)
        // The clone's own configuration wins, also with nothing.
        try ada.git("config", "mlops-gate.Production.require", "").check()
        try ada.mlops("model", "promote", "fraud@v2", "Production").check()
        try ada.git("config", "--unset", "mlops-gate.Production.require").check()
        try ada.git("config", "mlops-gate.fraud@Production.require", "accuracy sideways").check()
        #expect(
            try ada.mlops("model", "promote", "fraud@v3", "Production").errors.contains(
                "git config: 'accuracy sideways' is no gate"))
    }

    @Test func anOverrideNeedsAReasonThatStays() throws {
        let ada = try RegistryTeam(1).ada
        try write(ada)
        let gate = [
            "git", "mlops", "model", "promote", "--require-gate", "accuracy >= 0.99", "--predictions", "p2.csv",
        ]
        #expect(try ada.run(gate + ["--override", " ", "fraud@v2", "Production"]).code == 129)
        #expect(try ada.production() == "v1")
        let forced = try ada.run(gate + ["--override", "incident 7", "fraud@v2", "Production"]).check()
        #expect(forced.errors.contains("warning: gates were overridden: incident 7"))
        let verdict = try ada.model()["history"]?.arrayValue?.last?["gates"]
        #expect(verdict?["status"] == "fail")
        #expect(verdict?["override"] == "incident 7")
        #expect(try ada.mlops("model", "history", "fraud").check().output.contains("fail, overridden: incident 7"))
    }

    @Test func whatDoesNotPairIsRefused() throws {
        let ada = try RegistryTeam(1).ada
        try write(ada)
        try ada.write("short.csv", predictions(11, north: 0.8, south: 0.8, rows: 599))
        try ada.write("few.csv", predictions(11, north: 1, south: 1, rows: 12))
        let promote = ["git", "mlops", "model", "promote"]
        func errors(_ gate: String, _ files: String...) throws -> String {
            let result = try ada.run(promote + ["--require-gate", gate] + files + ["fraud@v3", "Production"])
            #expect(result.code == 1)
            return result.errors
        }
        let short = try errors("accuracy better", "--predictions", "p3.csv", "--predictions-of", "current=short.csv")
        #expect(short.contains("'accuracy better' cannot be decided overall: the rows do not pair: 600 rows, but 599"))
        #expect(
            try errors("accuracy >= 0.5", "--predictions", "few.csv").contains(
                "12 rows are too few to tell, 30 are needed"))
        #expect(
            try errors("accuracy >= 0.5 per planet", "--predictions", "p3.csv").contains("there is no column 'planet'"))
        #expect(try ada.run(promote + ["--require-gate", "accuracy", "fraud@v3", "Production"]).code == 129)
        #expect(
            try ada.run(promote + ["--require-gate", "r2 >= 0", "--predictions", "gone.csv", "fraud@v3", "Production"])
                .code == 128)
        #expect(try ada.production() == "v1")
    }

    /// Evidence that the runs have: their artifact, else what they logged, which no test can be made of.
    @Test func runsBringTheirEvidence() throws {
        let repository = try TempRepository()
        try write(repository)
        try repository.commit("first")
        let train =
            "cp p$1.csv predictions.csv && git mlops log artifact predictions.csv && git mlops log artifact m$1.bin"
        for number in ["1", "3"] {
            try repository.write("m\(number).bin", number)
            try repository.mlops("run", "-q", "--name", "r\(number)", "--", "sh", "-c", train, "sh", number).check()
            try repository.mlops("model", "register", "r\(number)", "--artifact", "m\(number).bin", "--name", "fraud")
                .check()
        }
        try repository.mlops("model", "promote", "--require-gate", "accuracy better", "fraud@v1", "Production").check()
        try repository.mlops(
            "model", "promote", "--require-gate", "accuracy better per region", "fraud@v2", "Production"
        ).check()
        let history = try repository.model()["history"]?.arrayValue ?? []
        let first = history.compactMap { $0["gates"] }.first
        #expect(
            first?["checks"]?.arrayValue?.first?["parts"]?.arrayValue?.first?["reason"]
                == "nothing is in Production yet")
        #expect(
            history.last?["gates"]?["evidence"]?.arrayValue?.map { $0["role"]?.stringValue } == ["candidate", "v1"])

        for (name, accuracy) in [("a", "0.8"), ("b", "0.9")] {
            try repository.mlops(
                "run", "-q", "--name", name, "--", "sh", "-c",
                "git mlops log metric accuracy \(accuracy) && git mlops log artifact m1.bin"
            ).check()
            try repository.mlops("model", "register", name, "--name", "plain").check()
        }
        try repository.mlops("model", "promote", "plain@v1", "Production").check()
        let logged = try repository.mlops(
            "model", "promote", "--require-gate", "accuracy better", "plain@v2", "Production")
        #expect(logged.code == 0)
        #expect(logged.output.contains("no test: measured values alone"))
        // What predictions do not have comes from the run, too.
        try repository.mlops("log", "metric", "--run", "r3", "latency_ms", "40").check()
        let latency = try repository.mlops(
            "model", "promote", "--require-gate", "latency_ms <= 30", "fraud@v2", "Staging")
        #expect(latency.errors.contains("latency_ms 40 is above 30"))
        try repository.mlops("model", "promote", "--require-gate", "latency_ms <= 50", "fraud@v2", "Staging").check()
        let unknown = try repository.mlops("model", "promote", "--require-gate", "cost <= 5", "fraud@v1", "Staging")
        #expect(unknown.errors.contains("there is no cost of these predictions, and its run logged no cost"))
        try repository.git("config", "mlops-gate.Production.evidence", "predictions").check()
        let strict = try repository.mlops(
            "model", "promote", "--require-gate", "accuracy >= 0.1", "plain@v1", "Production")
        #expect(strict.code == 1)
        #expect(strict.errors.contains("the run of v1 has no artifact 'predictions.csv'"))
    }
}

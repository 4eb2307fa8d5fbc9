import MLOpsCore
import MLOpsTestSupport
import Testing

@Suite struct ModelCardTests {
    @Test func aCardSaysWhatTheLogKnowsAndFollowsPromotions() throws {
        let repository = try TempRepository()
        let rows = (0..<60).map { index in
            "\(index % 2),\(index % 7 == 0 ? 1 - index % 2 : index % 2),0.\(1 + index % 9),\(index % 3 == 0 ? "north" : "so|uth")\n"
        }
        try repository.write("test.csv", "y_true,y_pred,y_score,region\n" + rows.joined())
        try repository.write(
            "train.sh",
            "echo w >m.bin; git mlops log artifact m.bin; git mlops log param lr 0.1; git mlops evaluate --segment region --group region test.csv\n"
        )
        try repository.commit("first")
        try repository.mlops("run", "-q", "--name", "fraud", "--", "sh", "train.sh").check()
        try repository.mlops("model", "register", "fraud").check()
        let files = try repository.mlops("model", "get", "fraud@v1").check().output
        #expect(files.hasSuffix("\tm.bin") && !files.contains("evaluation"))
        try repository.mlops("model", "describe", "fraud", "Finds *fraud* <script>alert(1)</script> | @all").check()
        try repository.git("config", "mlops.modelCard", "docs/{name}.md").check()
        let told = try repository.mlops("model", "promote", "fraud@v1", "Production", "--why", "first").check().errors
        #expect(told.contains("wrote the model card 'docs/fraud.md'"))
        let card = try repository.mlops("model", "card", "fraud@Production").check().output
        #expect(try repository.read("docs/fraud.md") == card + "\n" || repository.read("docs/fraud.md") == card)
        for part in [
            "# fraud v1", "## Intended use", "## Metrics on test.csv", "95% interval", "| region = so\\|uth |",
            "| all | 60 | accuracy |",
            "Fairness by region", "## Parameters", "| lr | 0.1 |", "## Promotions", "## Lineage",
        ] {
            #expect(card.contains(part), "\(part) is not in \(card)")
        }
        #expect(!card.contains("<script>") && !card.contains("*fraud*") && !card.contains("@all"))
        try repository.git("config", "mlops.modelCard", "../{name}.md").check()
        let refused = try repository.mlops("model", "promote", "fraud@v1", "Staging").check()
        #expect(refused.errors.contains("is no Markdown file of this worktree"))
    }
}

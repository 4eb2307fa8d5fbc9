import MLOpsCore
import MLOpsTestSupport
import Testing

/// Against the real dvc: the same plots with the same points, of the worktree and of two revisions.
@Suite struct DVCPlotsContractTests {
    private let dvc: String

    init() throws {
        dvc = try #require(Peers.find("dvc"), Comment(rawValue: Peers.missing("dvc")))
    }

    @Test func pointsAgree() throws {
        let repository = try TempRepository()
        try repository.run([dvc, "init", "-q"], environment: ["DVC_NO_ANALYTICS": "1"]).check()
        try repository.write("dvc.yaml", Self.pipeline)
        try write(repository, 1)
        try repository.commit("one")
        try write(repository, 2)
        try compare(repository, ["plots", "show", "--json"], ["plots", "show", "--json"])
        try compare(repository, ["plots", "diff", "--json", "HEAD"], ["plots", "diff", "--json", "HEAD"])
    }

    /// Pipelines in other folders, files that are missing, and templates of one's own, with anchors for series and
    /// from before there were any.
    @Test func pipelinesAndTemplatesAgree() throws {
        let repository = try TempRepository()
        try repository.run([dvc, "init", "-q"], environment: ["DVC_NO_ANALYTICS": "1"]).check()
        try write(repository, 3)
        try repository.write("in/dvc.yaml", "plots:\n- live: {x: step}\n- twice: {x: step, y: {live/l.tsv: loss}}\n")
        try repository.write("in/live/l.tsv", "step\tloss\n0\t1\n1\t0.5\n")
        let old = """
            {"data": {"values": "<DVC_METRIC_DATA>"}, "title": "<DVC_METRIC_TITLE>", "mark": "line",
             "encoding": {"x": {"field": "<DVC_METRIC_X>"}, "y": {"field": "<DVC_METRIC_Y>"}}}
            """
        try repository.write(".dvc/plots/old.json", old)
        try repository.write("elsewhere.json", old)
        try repository.write(
            ".dvc/plots/new.json", old.replacing("\"line\"", with: "\"line\", \"c\": \"<DVC_METRIC_COLOR>\""))
        try repository.write(
            "dvc.yaml",
            """
            plots:
            - twice: {x: step, y: {loss.csv: acc}}
            - loss.csv: {x: step, y: loss, template: old}
            - named: {x: step, y: {loss.csv: acc}, template: elsewhere.json}
            - path: {x: step, y: {loss.csv: [acc, loss]}, template: .dvc/plots/old.json}
            - new: {x: step, y: {loss.csv: acc, in/live/l.tsv: loss}, template: new}
            """)
        try repository.commit("one")
        try write(repository, 4)
        try compare(repository, ["plots", "show", "--json"], ["plots", "show", "--json"])
        try compare(repository, ["plots", "diff", "--json", "HEAD"], ["plots", "diff", "--json", "HEAD"])
        // A file that is missing, and one that is no text, leave the others.
        try repository.write("bad.csv", [0x61, 0x0a, 0xff, 0x0a])
        try repository.write("dvc.yaml", "plots:\n- bad.csv\n- some: {x: step, y: {loss.csv: acc, none.csv: acc}}\n")
        let shown = try repository.run(["git", "mlops", "plots", "show", "--json"]).check().output
        #expect(shown.contains("there is no file 'none.csv'") && shown.contains("'bad.csv' is no UTF-8 text"))
        #expect(shown.contains("\"filename\":\"loss.csv\"") || shown.contains("\"filename\": \"loss.csv\""))
    }

    private func write(_ repository: TempRepository, _ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func number() -> Int { Int.random(in: 0..<1000, using: &random) }
        try repository.write(
            "loss.csv", "step,loss,acc\n" + (0..<5).map { "\($0),0.\(number()),\"1,\(number())\"\n" }.joined())
        try repository.write("sub/multi.tsv", "step\tloss\n" + (0..<5).map { "\($0)\t\(number())e-3\n" }.joined())
        try repository.write("bare.csv", "1,\(number())\n2,\(number())\n")
        try repository.write(
            "sub/roc.json", "{\"a\": 1, \"roc\": [{\"fpr\": 0, \"tpr\": 0.5}, {\"fpr\": 1.0, \"tpr\": \(number())}]}")
        try repository.write("sub/roc2.json", "[{\"fpr\": 0, \"tpr\": 0}, {\"fpr\": 1, \"tpr\": \(number())}]")
        try repository.write(
            "conf.json", "[{\"actual\": \"a\", \"predicted\": \"b\"}, {\"actual\": \"a\", \"predicted\": \"a\"}]")
        try repository.write(
            "deep.yaml", "m:\n  n:\n  - v: \(number())\n    w: x\n  - v: 2\n    w: \"y\"\n  o: [1, 2]\n")
        try repository.write("folder/one.csv", "a,b\n1,\(number())\n")
        try repository.write("folder/two.csv", "a,b\n1,\(number())\n")
    }

    private static let pipeline = """
        stages:
          s:
            cmd: x
            plots:
              - loss.csv: {x: step, y: loss, title: L, cache: false}
              - bare.csv: {header: false, cache: false}
              - folder: {cache: false, x: a, y: b}
        plots:
          - sub/roc.json: {x: fpr, y: tpr}
          - both:
              x: step
              y:
                loss.csv: [loss, acc]
                sub/multi.tsv: loss
              template: scatter
          - several: {x: step, y: {loss.csv: [loss, acc]}, x_label: X}
          - ROC:
              template: simple
              x: fpr
              y: {sub/roc.json: tpr, sub/roc2.json: tpr}
          - named:
              x: {loss.csv: step}
              y: {loss.csv: acc}
          - conf.json: {x: actual, y: predicted, template: confusion}
          - deep.yaml: {y: v}
          - deep2: {y: {deep.yaml: w}, template: bar_horizontal}
        """

    private func compare(_ repository: TempRepository, _ theirs: [String], _ ours: [String]) throws {
        let expected = try plots(
            ofDVC: repository.run([dvc] + theirs, environment: ["DVC_NO_ANALYTICS": "1"]).check().output)
        let document = try JSONValue.parse(
            Array(try repository.run(["git", "mlops"] + ours).check().output.utf8), options: .allowNonFinite)
        #expect(document["problems"] == [])
        var found: [String: Set<JSONValue>] = [:]
        for plot in document["plots"]?.arrayValue ?? [] {
            found[plot["id"]?.stringValue ?? ""] = Set(plot["points"]?.arrayValue ?? [])
        }
        #expect(Set(found.keys) == Set(expected.keys))
        for (id, points) in expected { #expect(found[id] == points, "\(id)") }
    }

    /// Points by plot; DVC calls the worktree "workspace".
    private func plots(ofDVC text: String) throws -> [String: Set<JSONValue>] {
        let document = try JSONValue.parse(Array(text.utf8), options: .allowNonFinite)
        #expect(document["errors"] == nil)
        var plots: [String: Set<JSONValue>] = [:]
        for (id, versions) in document["data"]?.objectValue ?? [:] {
            for version in versions.arrayValue ?? [] {
                let points = version["content"]?["data"]?["values"]?.arrayValue ?? []
                plots[id, default: []].formUnion(
                    points.map { point in
                        guard var members = point.objectValue else { return point }
                        if members["rev"] == "workspace" { members["rev"] = "worktree" }
                        return .object(members)
                    })
            }
        }
        return plots
    }
}

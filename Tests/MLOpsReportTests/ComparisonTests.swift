import MLOpsCore
import MLOpsReport
import MLOpsTestSupport
import Testing

@Suite struct ComparisonTests {
    private func side(_ label: String, _ values: [(key: String, value: JSONValue)]) -> ComparisonSide {
        ComparisonSide(label: label, source: .files, files: [.init(path: "m.json", values: values)])
    }

    private func row(_ old: JSONValue?, _ new: JSONValue?, _ direction: MetricDirection? = nil) -> ComparisonRow {
        ComparisonRow(file: "m", key: "k", old: old, new: new, direction: direction)
    }

    @Test(arguments: [
        (JSONValue.integer(1), JSONValue.double(1), false), (.double(.nan), .double(.nan), false),
        (.double(0.0), .double(-0.0), false),
        (.integer(1), .bool(true), true), (.string("1"), .integer(1), true),
        (.double(.infinity), .double(.infinity), false),
        (.integer(9_007_199_254_740_993), .double(9_007_199_254_740_992), true),
        (.array([1, 2]), .array([1, .double(2)]), false),
        (.array([1]), .array([1, 2]), true), (.null, .null, false), (.string("é"), .string("e\u{301}"), true),
    ])
    func whatCountsAsAChange(_ old: JSONValue, _ new: JSONValue, _ isChanged: Bool) {
        #expect(row(old, new).isChanged == isChanged)
        #expect(row(new, old).isChanged == isChanged)
    }

    @Test func changeAndRelativeChange() {
        #expect(row(10, 12).change == .integer(2))
        #expect(row(10, 12).relative == 0.2)
        #expect(row(-10, -12).relative == -0.2)
        #expect(row(1, 1.5).change == .double(0.5))
        #expect(row(0, 1).relative == nil)
        #expect(row(.integer(.min), .integer(.max)).change == .double(18446744073709551616))
        #expect(row(.double(.infinity), 1).relative == nil)
        #expect(row("a", "b").change == nil)
        #expect(row(true, false).change == nil)
        #expect(row(nil, 1).change == nil)
        #expect(row(2, 2).relative == 0)
    }

    @Test func verdicts() {
        #expect(row(1, 2, .higher).verdict == .better)
        #expect(row(1, 2, .lower).verdict == .worse)
        #expect(row(1, 2).verdict == .neutral)
        #expect(row(1, .double(.nan), .higher).verdict == .worse)
        #expect(row(.double(.nan), 1, .lower).verdict == .better)
        #expect(row(1, .double(.infinity), .lower).verdict == .worse)
        #expect(row(1, 1.0, .lower).verdict == .neutral)
        #expect(row(nil, 1, .lower).verdict == .neutral)
    }

    @Test(arguments: [
        ("accuracy", "higher"), ("val.acc", "higher"), ("train_loss", "lower"), ("mean_squared_error", "lower"),
        ("f1_macro", "higher"),
        ("rougeL", "higher"), ("bleu4", "higher"), ("mAP50", "higher"), ("IoU", "higher"), ("r2", "higher"),
        ("error_rate", "lower"),
        ("neg_mean_squared_error", "higher"), ("precision@10", "higher"), ("loss.val", "lower"),
        ("loss.accuracy", "higher"), ("valAccuracy", "higher"),
        ("roc_auc", "higher"), ("cross_entropy", "lower"), ("log_loss", "lower"), ("epochs", ""),
        ("map_size.epoch", "higher"), ("score", ""),
    ])
    func guesses(_ key: String, _ direction: String) {
        #expect(DirectionRules(declared: [:]).direction(of: key)?.rawValue ?? "" == direction)
    }

    @Test func declaredDirectionsWin() {
        let rules = DirectionRules(declared: ["val.loss": .higher, "score": .lower, "t*.x": .higher, "*.acc.*": .lower])
        #expect(rules.direction(of: "val.loss") == .higher)
        #expect(rules.direction(of: "train.loss") == .lower)
        #expect(rules.direction(of: "a.b.score") == .lower)
        #expect(rules.direction(of: "test.x") == .higher)
        #expect(rules.direction(of: "v.acc.top") == .lower)
        #expect(rules.direction(of: "x") == nil)
    }

    @Test func rowsAndFormats() {
        let old = side("HEAD~1", [("b", 1), ("accuracy", 0.5), ("same", "x"), ("gone", true)])
        let new = side("HEAD", [("same", "x"), ("accuracy", 0.625), ("fresh|key", "a\tb"), ("b", .double(.nan))])
        let comparison = Comparison(kind: .metrics, old: old, new: new)
        #expect(comparison.rows.map(\.key) == ["accuracy", "b", "fresh|key", "gone", "same"])
        #expect(comparison.changes.count == 4)
        #expect(
            comparison.porcelain(all: false) == """
                m.json\taccuracy\t0.5\t0.625\t0.125\t0.25\tbetter
                m.json\tb\t1\t"NaN"\t"NaN"\t\tneutral
                m.json\tfresh|key\t\t"a\\tb"\t\t\tneutral
                m.json\tgone\ttrue\t\t\t\tneutral

                """)
        #expect(
            comparison.markdown(all: true, numbers: NumberText(precision: 2)) == """
                | File | Metric | HEAD\\~1 | HEAD | Change | Relative | Verdict |
                | --- | --- | ---: | ---: | ---: | ---: | --- |
                | m.json | accuracy | 0.5 | 0.62 | +0.12 | +25.0% | better |
                | m.json | b | 1 | nan | changed |  |  |
                | m.json | fresh\\|key | - | a b | added |  |  |
                | m.json | gone | true | - | removed |  |  |
                | m.json | same | x | x |  |  |  |

                """)
        let json = comparison.json(all: false)
        #expect(json["rows"]?.arrayValue?.count == 4)
        #expect(json["rows"]?.arrayValue?[1].serialized().asText.contains(#""new":"NaN""#) == true)
        #expect(json["old"]?["source"] == "files")
    }

    @Test func parametersHaveNoDirection() {
        let comparison = Comparison(kind: .params, old: side("a", [("loss", 1)]), new: side("b", [("loss", 2)]))
        #expect(comparison.rows[0].direction == nil && comparison.rows[0].verdict == .neutral)
        #expect(
            Comparison(kind: .params, old: side("a", []), new: side("b", [])).markdown(all: false, numbers: .init())
                == "No params differ between `a` and `b`.\n")
    }

    /// Swapping the sides swaps old and new, negates the change and turns the verdict round.
    @Test(arguments: 0..<30) func comparisonIsAntisymmetric(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        func values() -> [(key: String, value: JSONValue)] {
            ["accuracy", "loss", "x.y", "n"].compactMap { key in
                switch Int.random(in: 0..<4, using: &random) {
                case 0: nil
                case 1: (key, .integer(Int64.random(in: -5...5, using: &random)))
                case 2: (key, .double(Double.random(in: -1...1, using: &random)))
                default: (key, .string("s"))
                }
            }
        }
        let (left, right) = (side("a", values()), side("b", values()))
        let forth = Comparison(kind: .metrics, old: left, new: right).rows
        let back = Comparison(kind: .metrics, old: right, new: left).rows
        #expect(forth.map(\.key) == back.map(\.key))
        for (one, other) in zip(forth, back) {
            #expect(one.old == other.new && one.isChanged == other.isChanged)
            #expect(one.change?.doubleValue.map { -$0 } == other.change?.doubleValue)
            #expect((one.verdict == .better) == (other.verdict == .worse))
        }
    }
}

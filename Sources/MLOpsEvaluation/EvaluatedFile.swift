/// All that is computed of one file of predictions.
package struct EvaluatedFile: Sendable {
    /// The rows with one value of a segment column.
    package struct Segment: Sendable {
        package let column: String
        package let value: String
        package let evaluation: Evaluation
    }

    /// How the groups in a column are treated; nil where that is not defined.
    package struct Fairness: Sendable {
        package let column: String
        package let groups: GroupFairness?
    }

    package let whole: Evaluation
    package let segments: [Segment]
    package let fairness: [Fairness]
    package let confidence: Double

    /// `segments` and `groups` are names of columns of `predictions`.
    package init(
        _ predictions: Predictions, segments: [String] = [], groups: [String] = [], minimum: Int = 30,
        _ options: EvaluationOptions = EvaluationOptions()
    ) {
        func evaluate(_ rows: [Int]?) -> Evaluation {
            switch predictions.content {
            case .classification(let data): Evaluation(rows.map(data.rows) ?? data, options)
            case .regression(let data): Evaluation(rows.map(data.rows) ?? data, options)
            }
        }
        let columns = Dictionary(
            predictions.segments.map { ($0.name, $0.values) }, uniquingKeysWith: { first, _ in first })
        whole = evaluate(nil)
        confidence = options.confidence
        self.segments = segments.flatMap { column -> [Segment] in
            let values = columns[column] ?? []
            let rows = Dictionary(grouping: values.indices, by: { values[$0] })
            return rows.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
                Segment(column: column, value: $0.key, evaluation: evaluate($0.value))
            }
        }
        fairness = groups.map { column in
            guard case .classification(let data) = predictions.content else {
                return Fairness(column: column, groups: nil)
            }
            return Fairness(
                column: column, groups: GroupFairness(data, groups: columns[column] ?? [], minimum: minimum))
        }
    }
}

extension Evaluation {
    /// The metrics of a classifier: of its positive class where there are two, else means over the classes.
    package init(_ data: Classification, _ options: EvaluationOptions = EvaluationOptions()) {
        let matrix = ConfusionMatrix(data)
        let maker = ClassificationMetrics(data: data, matrix: matrix, options: options)
        self.init(
            rows: data.count, metrics: maker.metrics, confusion: matrix, remarks: Self.remarks(data, matrix))
    }

    /// What accuracy does not show: that a constant answer has it too, and whom the errors hit.
    private static func remarks(_ data: Classification, _ matrix: ConfusionMatrix) -> [String] {
        guard let accuracy = matrix.accuracy, data.classes.count > 1,
            let largest = matrix.classes.indices.max(by: { matrix.support($0) < matrix.support($1) })
        else { return [] }
        var remarks: [String] = []
        let share = matrix.support(largest) / matrix.total
        if accuracy <= share, share < 1 {
            remarks.append(
                "accuracy \(rounded(accuracy)) is no better than always answering '\(matrix.classes[largest])' (\(rounded(share)))"
            )
        }
        for index in matrix.classes.indices where matrix.support(index) > 0 && matrix.counts[index][index] == 0 {
            let count = Int(matrix.support(index))
            let name = matrix.classes[index]
            remarks.append(
                count == 1
                    ? "the 1 row of class '\(name)' was taken for another class"
                    : "all \(count) rows of class '\(name)' were taken for another class")
        }
        return remarks
    }

    private static func rounded(_ value: Double) -> String {
        let scaled = (value * 10_000).rounded() / 10_000
        return "\(scaled)"
    }
}

private struct ClassificationMetrics {
    let data: Classification
    let matrix: ConfusionMatrix
    let options: EvaluationOptions

    /// A metric that follows from the confusion matrix, with an interval by bootstrap.
    private struct Counted {
        let name: String
        var reason = "there are no rows"
        let value: (ConfusionMatrix) -> Double?
    }

    var metrics: [EvaluatedMetric] {
        let correct = zip(data.truth, data.predicted).count { $0 == $1 }
        let accuracy = EvaluatedMetric(
            "accuracy", matrix.accuracy,
            .wilson(Double(correct), of: Double(data.count), confidence: options.confidence),
            otherwise: "there are no rows")
        let balanced = Counted(name: "balanced_accuracy") { $0.balancedAccuracy }
        let matthews = Counted(name: "mcc", reason: "truth or predictions are constant") { $0.matthews }
        let counted = bootstrapped([balanced] + (data.positive.map(ofPositive) ?? ofClasses) + [matthews])
        var metrics = [accuracy, counted[0]]
        metrics += data.positive.map(shares) ?? []
        metrics += counted.dropFirst()
        metrics += data.positiveScores.map(ofRanking) ?? overClasses
        metrics += [
            loss("log_loss", RowLosses.log(data)), loss("brier", RowLosses.brier(data)),
        ].compactMap { $0 }
        return metrics
    }

    private func shares(_ positive: Int) -> [EvaluatedMetric] {
        let hits = matrix.counts[positive][positive]
        let name = matrix.classes[positive]
        return [
            EvaluatedMetric(
                "precision", matrix.precision(positive),
                .wilson(hits, of: matrix.predicted(positive), confidence: options.confidence),
                otherwise: "no row was taken for '\(name)'"),
            EvaluatedMetric(
                "recall", matrix.recall(positive),
                .wilson(hits, of: matrix.support(positive), confidence: options.confidence),
                otherwise: "no row is of class '\(name)'"),
        ]
    }

    private func ofPositive(_ positive: Int) -> [Counted] {
        let reason = "class '\(matrix.classes[positive])' neither occurs nor was predicted"
        return [Counted(name: "f1", reason: reason) { $0.f1(positive) }]
    }

    private var ofClasses: [Counted] {
        [
            Counted(name: "precision_macro") { matrix in matrix.macro(matrix.precision) },
            Counted(name: "recall_macro") { matrix in matrix.macro(matrix.recall) },
            Counted(name: "f1_macro") { matrix in matrix.macro(matrix.f1) },
            Counted(name: "f1_weighted") { matrix in matrix.weighted(matrix.f1) },
        ]
    }

    private func ofRanking(_ scores: [Double]) -> [EvaluatedMetric] {
        let isPositive = data.isPositive ?? []
        let ranking = Ranking(scores: scores, isPositive: isPositive)
        let precision = samples { ranking.averagePrecision(weights: $0) }
        return [
            EvaluatedMetric(
                "roc_auc", ranking.rocAUC(),
                DeLong(scores: scores, isPositive: isPositive)?.interval(confidence: options.confidence),
                otherwise: "all rows are of one class"),
            EvaluatedMetric(
                "pr_auc", ranking.averagePrecision(), .percentile(precision, confidence: options.confidence),
                otherwise: "no row is of the positive class"),
        ]
    }

    /// One class against all others, the mean over classes (`multi_class="ovr", average="macro"`).
    private var overClasses: [EvaluatedMetric] {
        guard let scores = data.scores, scores.count == data.classes.count else { return [] }
        let rankings = scores.indices.map { index in
            Ranking(scores: scores[index], isPositive: data.truth.map { $0 == index })
        }
        func mean(_ weights: [Double]?) -> Double? {
            let areas = rankings.compactMap { $0.rocAUC(weights: weights) }
            return areas.count == rankings.count ? areas.reduce(0, +) / Double(areas.count) : nil
        }
        return [
            EvaluatedMetric(
                "roc_auc_ovr", mean(nil), .percentile(samples(mean), confidence: options.confidence),
                otherwise: "some class does not occur")
        ]
    }

    private func loss(_ name: String, _ losses: [Double]?) -> EvaluatedMetric? {
        guard let losses, !losses.isEmpty else { return nil }
        return EvaluatedMetric(
            name, data.areProbabilities ? losses.reduce(0, +) / Double(losses.count) : nil,
            .mean(losses, confidence: options.confidence), otherwise: "a score is no probability: below 0 or above 1")
    }

    /// All of them from the same rounds: drawing the weights takes most of the time.
    private func bootstrapped(_ metrics: [Counted]) -> [EvaluatedMetric] {
        var samples = metrics.map { _ in [Double]() }
        _ = self.samples { weights in
            let drawn = ConfusionMatrix(data, weights: weights)
            for (index, metric) in metrics.enumerated() { metric.value(drawn).map { samples[index].append($0) } }
            return nil
        }
        return zip(metrics, samples).map { metric, samples in
            EvaluatedMetric(
                metric.name, metric.value(matrix), .percentile(samples, confidence: options.confidence),
                otherwise: metric.reason)
        }
    }

    private func samples(_ statistic: ([Double]) -> Double?) -> [Double] {
        if !options.bootstraps { return [] }
        return Bootstrap(seed: options.seed, rows: data.count).samples(rows: data.count, statistic)
    }
}

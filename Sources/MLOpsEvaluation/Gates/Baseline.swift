extension Predictions {
    /// What one would answer without a model, for the same rows: always the same. Of classes it is given with their
    /// shares as probabilities, the best that a constant can do.
    package func constant(_ base: Gate.Base) throws(Problem) -> Content {
        switch (content, base) {
        case (.classification(let data), .majority):
            let counts = data.classes.indices.map { index in data.truth.count { $0 == index } }
            return .classification(data.always(counts.indices.max { counts[$0] < counts[$1] } ?? 0))
        case (.classification(let data), .constant(let label)):
            guard let index = data.classes.firstIndex(of: label) else {
                throw Problem(message: "there is no class '\(label)', only \(data.classes.joined(separator: ", "))")
            }
            return .classification(data.always(index))
        case (.regression(let data), .mean):
            return .regression(data.always(data.truth.reduce(0, +) / Double(max(1, data.count))))
        case (.regression(let data), .constant(let text)):
            guard let value = Double(text), value.isFinite else { throw Problem(message: "'\(text)' is no number") }
            return .regression(data.always(value))
        case (.classification, _): throw Problem(message: "the mean of classes is not defined: compare with 'majority'")
        case (.regression, _): throw Problem(message: "measurements have no majority: compare with 'mean'")
        }
    }
}

extension Classification {
    fileprivate func always(_ index: Int) -> Classification {
        let shares = classes.indices.map { index in Double(truth.count { $0 == index }) / Double(max(1, count)) }
        let columns = scores.map { scores in scores.count == 1 ? [positive ?? 0] : Array(classes.indices) }
        return Classification(
            classes: classes, truth: truth, predicted: Array(repeating: index, count: count),
            scores: columns.map { $0.map { Array(repeating: shares[$0], count: count) } }, positive: positive)
    }
}

extension Regression {
    fileprivate func always(_ value: Double) -> Regression {
        Regression(truth: truth, predicted: Array(repeating: value, count: count))
    }
}

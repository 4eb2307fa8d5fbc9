package import MLOpsCore

/// Finds out which way a metric gets better: declared first, then guessed from a well-known name.
package struct DirectionRules: Sendable {
    private let declared: [String: MetricDirection]
    private let patterns: [(pattern: String, direction: MetricDirection)]

    /// `declared` by dotted key (`val.accuracy`), by last name (`accuracy`), or by a pattern with `*` (`val.*`).
    package init(declared: [String: MetricDirection]) {
        self.declared = declared
        patterns = declared.filter { $0.key.contains("*") }.map { ($0.key, $0.value) }.sorted {
            $0.pattern < $1.pattern
        }
    }

    /// The declared direction of `key`, else the guessed one, else nil.
    package func direction(of key: String) -> MetricDirection? {
        let last = key.split(separator: ".").last.map(String.init) ?? key
        if let exact = declared[key] ?? declared[last] { return exact }
        if let pattern = patterns.first(where: { Self.matches(key, $0.pattern) }) { return pattern.direction }
        return Self.guess(key)
    }

    /// `*` stands for any text, dots included.
    static func matches(_ text: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        var rest = text[...]
        guard let first = parts.first, rest.hasPrefix(first) else { return false }
        rest = rest.dropFirst(first.count)
        for (index, part) in parts.enumerated().dropFirst() {
            if index == parts.count - 1 { return rest.count >= part.count && rest.hasSuffix(part) }
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.isEmpty
    }

    /// The direction that the name suggests: the word nearest to its end counts.
    static func guess(_ key: String) -> MetricDirection? {
        let components = key.split { $0 == "." || $0 == "/" }
        for component in components.reversed() {
            guard let found = guess(component: component) else { continue }
            return found
        }
        return nil
    }

    private static func guess(component: Substring) -> MetricDirection? {
        let words = component.split { !$0.isLetter && !$0.isNumber }
        let isNegated = words.first?.lowercased() == "neg"
        for word in [Substring(words.joined())] + words.reversed() + camelWords(component).reversed() {
            guard let found = known(word.lowercased()) else { continue }
            return isNegated ? (found == .higher ? .lower : .higher) : found
        }
        return nil
    }

    private static func known(_ word: String) -> MetricDirection? {
        let stem = String(word.reversed().drop { $0.isNumber }.reversed())
        for name in [word, stem] {
            if higher.contains(name) { return .higher }
            if lower.contains(name) { return .lower }
        }
        return nil
    }

    private static func camelWords(_ text: Substring) -> [Substring] {
        var words: [Substring] = []
        var start = text.startIndex
        for index in text.indices where index > start && text[index].isUppercase {
            words.append(text[start..<index])
            start = index
        }
        return words + [text[start...]]
    }

    private static let higher: Set<String> = [
        "accuracy", "acc", "auc", "auroc", "rocauc", "auprc", "prauc", "ap", "map", "f1", "fbeta", "fscore",
        "precision",
        "recall", "sensitivity", "specificity", "tpr", "tnr", "r2", "iou", "miou", "dice", "jaccard", "kappa", "mcc",
        "bleu", "rouge", "meteor", "chrf", "ndcg", "mrr", "psnr", "ssim", "throughput", "reward", "pearson",
        "pearsonr", "spearman", "spearmanr", "kendall", "silhouette", "gini", "ks", "elbo",
    ]

    private static let lower: Set<String> = [
        "loss", "error", "err", "mse", "rmse", "mae", "mape", "smape", "msle", "rmsle", "medae", "logloss",
        "perplexity", "ppl", "wer", "cer", "ter", "mer", "latency", "nll", "brier", "eer", "fpr", "fnr", "fid",
        "entropy",
        "crossentropy", "divergence", "deviance", "aic", "bic", "hinge", "regret", "bpc", "bpb", "ece",
    ]
}

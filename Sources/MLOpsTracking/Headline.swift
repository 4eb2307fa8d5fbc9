internal import MLOpsCore

/// The few metrics of a run that fit into a line.
enum Headline {
    /// `accuracy=0.931 loss=0.154`: at most `limit` metrics with four significant digits. Keys lose the part before
    /// their last dot when that leaves them different.
    static func text(_ record: RunRecord, limit: Int) -> String {
        let values = record.comparableMetrics.sorted { $0.key < $1.key }
            .flatMap { file in file.value.map { ($0.key, $0.value) } }
            .sorted { $0.0 < $1.0 }
        let preferred = values.filter { isPreferred($0.0) } + values.filter { !isPreferred($0.0) }
        let shown = preferred.prefix(limit).map { "\($0.0)=\(value($0.1))" }
        let rest = values.count - shown.count
        return (shown + (rest > 0 ? ["+\(rest)"] : [])).joined(separator: " ")
    }

    /// Results on data that was not trained on come first.
    private static func isPreferred(_ key: String) -> Bool {
        key.hasPrefix("test") || key.hasPrefix("val") || key.hasPrefix("eval")
    }

    private static func value(_ value: JSONValue) -> String {
        DisplayValue.text(value, digits: 4).replacing("\n", with: " ")
    }
}

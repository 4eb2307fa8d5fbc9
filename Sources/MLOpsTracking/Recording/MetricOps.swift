internal import MLOpsCore
internal import MLOpsLog

/// Points of metric series as an op.
enum MetricOps {
    /// Above this many, the points go beside the op and the op carries a summary.
    private static let inlineLimit = 200

    static func draft(_ points: [MetricPoint], run: String) -> OpDraft {
        if points.count <= inlineLimit {
            return OpDraft(.runMetrics, run: run, ["points": .array(points.map(\.json))])
        }
        var summaries: [String: MetricSummary] = [:]
        for point in points {
            let summary = MetricSummary(point)
            if summaries[point.key] == nil {
                summaries[point.key] = summary
            } else {
                summaries[point.key]!.merge(summary)
            }
        }
        let summary = JSONObject(summaries.map { (key: $0.key, value: $0.value.json) })
        return OpDraft(.runMetrics, run: run, ["summary": .object(summary)], series: points)
    }
}

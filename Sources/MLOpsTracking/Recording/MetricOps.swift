internal import MLOpsCore
internal import MLOpsLog

/// Points of metric series as ops.
enum MetricOps {
    /// Above this many, the points go beside the op and the op carries a summary.
    private static let inlineLimit = 200
    /// Series that one op sums up: its line stays far below 256 KiB.
    private static let seriesLimit = 500

    /// One op, or several where the points are of very many series.
    static func drafts(_ points: [MetricPoint], context: MetricContext, run: String) -> [OpDraft] {
        if points.count <= inlineLimit {
            var members = context.members
            members["points"] = .array(points.map(\.json))
            return [OpDraft(.runMetrics, run: run, members)]
        }
        let summaries = summaries(of: points)
        if summaries.count <= seriesLimit { return [draft(points, summaries, context, run)] }
        let keys = summaries.keys
        return stride(from: 0, to: keys.count, by: seriesLimit).flatMap { start in
            let part = Set(keys[start..<min(start + seriesLimit, keys.count)].map { ByteKey($0) })
            let points = points.filter { part.contains(ByteKey($0.key)) }
            return [draft(points, Self.summaries(of: points), context, run)]
        }
    }

    private static func draft(
        _ points: [MetricPoint], _ summaries: ByteMap<MetricSummary>, _ context: MetricContext, _ run: String
    ) -> OpDraft {
        var members = context.members
        members["summary"] = .object(JSONObject(summaries.map { (key: $0.key, value: $0.value.json) }))
        return OpDraft(.runMetrics, run: run, members, series: points)
    }

    private static func summaries(of points: [MetricPoint]) -> ByteMap<MetricSummary> {
        var summaries: ByteMap<MetricSummary> = [:]
        for point in points { summaries.merge(MetricSummary(point), point.key) }
        return summaries
    }
}

package import MLOpsCore

extension RunRecord {
    /// Whether the run has anything that can be compared as metrics.
    package var hasMetrics: Bool { metrics.contains { !$0.value.isEmpty } || !series.isEmpty }
    package var hasParams: Bool { params.contains { !$0.value.isEmpty } }
}

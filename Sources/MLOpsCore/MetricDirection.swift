/// Which way a metric gets better.
package enum MetricDirection: String, Sendable, Equatable {
    case higher, lower
}

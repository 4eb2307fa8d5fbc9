/// What a clause of a search, or a part of its order, is about.
package enum SearchKey: Hashable, Sendable {
    /// Under its first name: `start_time`, also where `created` was written.
    case attribute(String)
    case metric(String)
    case param(String)
    case tag(String)
    /// `name`, `digest` or `context`.
    case dataset(String)
}

/// What something has under a ``SearchKey``.
package enum SearchValue: Sendable, Equatable {
    case text(String)
    case number(Double)
}

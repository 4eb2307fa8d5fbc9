/// A log of its own, with a trunk of its own: a host that only deploys models fetches the small registry alone.
package enum LogStore: String, CaseIterable, Sendable {
    case runs, registry

    /// The store that ops of `kind` belong to.
    package init(of kind: OpKind) {
        self = kind.rawValue.hasPrefix("model.") ? .registry : .runs
    }
}

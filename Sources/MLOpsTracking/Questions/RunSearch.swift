package import MLOpsCore
package import MLOpsIndex

/// Which runs, and in what order.
package struct RunSearch: Sendable {
    package var filter: SearchFilter
    package var orders: [SearchOrder]
    /// At most so many; nil: all.
    package var limit: Int?
    private let statusInCapitals: Bool

    /// `filter` and `orders` in the grammar of docs/search.md.
    package init(filter: String?, orders: [String], limit: Int?) throws(SearchError) {
        self.filter = try SearchFilter(filter ?? "", of: .runs)
        self.orders = []
        for order in orders { self.orders.append(try SearchOrder(order, of: .runs)) }
        self.limit = limit
        statusInCapitals = ["FINISHED", "RUNNING", "FAILED", "KILLED", "SCHEDULED"].contains {
            (filter ?? "").contains($0)
        }
    }

    /// The runs among those that `scope` allows, the newest first among equals.
    package func find(in store: RunStore, _ scope: RunFilter) throws -> [(row: RunRow, values: RunValues)] {
        var names: [String: String] = [:]
        for experiment in try store.experiments(includeDeleted: true) {
            for id in experiment.identities { names[id] = experiment.name }
        }
        var found: [(row: RunRow, values: RunValues)] = []
        try store.index.forEach(scope) { row in
            guard let values = RunValues(json: row.json, experiments: names),
                filter.matches({ values.searched($0, statusInCapitals: statusInCapitals) })
            else { return true }
            found.append((row, values))
            // Without an order of their own they come as they are to be shown.
            return !orders.isEmpty || found.count < limit ?? .max
        }
        if !orders.isEmpty {
            found = orders.sort(found) { item, key in item.values.searched(key, statusInCapitals: true).first }
        }
        return Array(found.prefix(limit ?? .max))
    }
}

package import MLOpsCore

/// `model search`, with MLflow's filters, orders and defaults.
package struct ModelSearch {
    private let filter: String
    private let orders: [String]
    private let limit: Int?

    /// `orders`: `name DESC`, ...; `limit`: at most so many.
    package init(filter: String, orders: [String], limit: Int?) {
        self.filter = filter
        self.orders = orders
        self.limit = limit
    }

    /// By name unless ordered otherwise.
    package func models(_ models: [ModelSummary]) throws(SearchError) -> [ModelSummary] {
        let filter = try SearchFilter(filter, of: .models)
        let orders = try self.orders(of: .models) + [SearchOrder(key: .attribute("name"), isAscending: true)]
        let found = models.filter { model in filter.matches { Self.values(model, $0) } }
        return Array(orders.sort(found) { Self.values($0, $1).first }.prefix(limit ?? .max))
    }

    /// The last changed first unless ordered otherwise.
    package func versions(_ versions: [VersionSummary]) throws(SearchError) -> [VersionSummary] {
        let filter = try SearchFilter(filter, of: .modelVersions)
        var orders = try self.orders(of: .modelVersions)
        if orders.isEmpty { orders.append(SearchOrder(key: .attribute("last_updated_timestamp"), isAscending: false)) }
        orders.append(SearchOrder(key: .attribute("name"), isAscending: true))
        orders.append(SearchOrder(key: .attribute("version_number"), isAscending: false))
        let found = versions.filter { version in filter.matches { Self.values(version, $0) } }
        return Array(orders.sort(found) { Self.values($0, $1).first }.prefix(limit ?? .max))
    }

    private func orders(of subject: SearchSubject) throws(SearchError) -> [SearchOrder] {
        var result: [SearchOrder] = []
        for order in orders { result.append(try SearchOrder(order, of: subject)) }
        return result
    }

    /// Those of which a version may be found.
    package func candidates(_ models: [ModelSummary]) throws(SearchError) -> [ModelSummary] {
        let filter = try SearchFilter(filter, of: .modelVersions)
        return models.filter { model in
            filter.mayMatch { key in
                switch key {
                case .attribute("name"): [.text(model.name)]
                case .attribute("stage"): model.stages.map { .text($0.name) }
                default: nil
                }
            }
        }
    }

    private static func values(_ model: ModelSummary, _ key: SearchKey) -> [SearchValue] {
        switch key {
        case .attribute("name"): [.text(model.name)]
        case .attribute("creation_timestamp"): [.number(Double(model.created))]
        case .attribute("last_updated_timestamp"): [.number(Double(model.updated))]
        case .tag(let name): model.tags[name].map { [.text($0)] } ?? []
        default: []
        }
    }

    private static func values(_ version: VersionSummary, _ key: SearchKey) -> [SearchValue] {
        switch key {
        case .attribute("name"): [.text(version.model)]
        case .attribute("run_id"): version.run.map { [.text($0)] } ?? []
        case .attribute("source_path"): [.text(version.source)]
        case .attribute("version_number"): [.number(Double(version.number))]
        case .attribute("stage"): version.stages.map(SearchValue.text)
        case .attribute("alias"): version.aliases.map(SearchValue.text)
        case .attribute("creation_timestamp"): [.number(Double(version.created))]
        case .attribute("last_updated_timestamp"): [.number(Double(version.updated))]
        case .tag(let name): version.tags[name].map { [.text($0)] } ?? []
        default: []
        }
    }
}

/// In which order results come: `metrics.loss DESC`, `name`. The first of several that tells two apart decides.
package struct SearchOrder: Sendable, Equatable {
    package let key: SearchKey
    package let isAscending: Bool

    package init(key: SearchKey, isAscending: Bool) {
        self.key = key
        self.isAscending = isAscending
    }

    /// `key`, `key ASC` or `key DESC`.
    package init(_ text: String, of subject: SearchSubject) throws(SearchError) {
        var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        let direction = words.count > 1 ? words.last!.uppercased() : "ASC"
        if words.count > 1, direction == "ASC" || direction == "DESC" { words.removeLast() }
        isAscending = direction != "DESC"
        var parser = try SearchParser(words.joined(separator: " "), subject)
        key = try parser.orderKey()
        if subject != .runs, case .tag = key { throw SearchError("only runs can be ordered by tags") }
    }

    /// Whether something with the value `left` comes before one with `right`; nil: they are equal. In both directions NaN
    /// comes after numbers, and what has no value comes last.
    package func precedes(_ left: SearchValue?, _ right: SearchValue?) -> Bool? {
        let (leftRank, rightRank) = (Self.rank(left), Self.rank(right))
        if leftRank != rightRank { return leftRank < rightRank }
        switch (left, right) {
        case (.number(let left)?, .number(let right)?):
            return left == right || left.isNaN ? nil : (left < right) == isAscending
        case (.text(let left)?, .text(let right)?):
            let order = ByteOrder.compare(left, right)
            return order == 0 ? nil : (order < 0) == isAscending
        default: return nil
        }
    }

    private static func rank(_ value: SearchValue?) -> Int {
        switch value {
        case .number(let number)? where number.isNaN: 1
        case nil: 2
        default: 0
        }
    }
}

extension Sequence<SearchOrder> {
    /// `items` in this order; equal ones stay as they are.
    package func sort<Item>(_ items: [Item], by value: (Item, SearchKey) -> SearchValue?) -> [Item] {
        let orders = Array(self)
        let rows = items.enumerated().map { index, item in
            (index: index, item: item, values: orders.map { value(item, $0.key) })
        }
        return rows.sorted { left, right in
            for (index, order) in orders.enumerated() {
                if let result = order.precedes(left.values[index], right.values[index]) { return result }
            }
            return left.index < right.index
        }.map(\.item)
    }
}

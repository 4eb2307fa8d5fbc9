internal import MLOpsCore

/// A table while its document is read. What may be added to it later depends on how it came to be.
final class TOMLTable {
    enum Origin {
        /// On the way to a `[header]`: a header of its own may follow.
        case implicit
        /// By a `[header]`, or the top.
        case header
        /// On the way of a dotted key.
        case dotted
    }

    enum Item {
        case value(JSONValue)
        case table(TOMLTable)
        case tables([TOMLTable])
    }

    var origin: Origin
    private var keys: [String] = []
    private var items: [[UInt8]: Item] = [:]

    init(_ origin: Origin) {
        self.origin = origin
    }

    subscript(key: String) -> Item? {
        get { items[Array(key.utf8)] }
        set {
            let bytes = Array(key.utf8)
            if items[bytes] == nil { keys.append(key) }
            items[bytes] = newValue
        }
    }

    /// The members in the order they were written. The parser has bounded the depth.
    var object: JSONObject {
        var members = JSONObject()
        for key in keys {
            switch self[key] {
            case .value(let value)?: members[key] = value
            case .table(let table)?: members[key] = .object(table.object)
            case .tables(let tables)?: members[key] = .array(tables.map { .object($0.object) })
            case nil: break
            }
        }
        return members
    }
}

internal import MLOpsCore
internal import TOMLKit

/// TOML 1.0 through toml++. Dates and times become their text. toml++ bounds the depth itself and keeps keys
/// sorted, so their written order is lost.
enum TOMLReader {
    static func read(_ bytes: [UInt8], name: String) throws(DocumentError) -> JSONValue {
        guard !bytes.contains(0) else { throw DocumentError("holds a NUL byte", in: name) }
        let text = try Document.text(bytes, name: name)
        do {
            return .object(object(try TOMLTable(string: text)))
        } catch let error as TOMLParseError {
            let place = error.source.begin
            throw DocumentError(reason(error.description), in: name, line: place.line, column: place.column)
        } catch {
            throw DocumentError("is not TOML", in: name)
        }
    }

    /// toml++ begins its sentences with "Error while parsing X: ".
    private static func reason(_ text: String) -> String {
        guard text.hasPrefix("Error "), let first = text.first else { return text }
        return first.lowercased() + text.dropFirst()
    }

    private static func object(_ table: TOMLTable) -> JSONObject {
        var members = JSONObject()
        for key in table.keys {
            if let value = table[key] { members[key] = self.value(value) }
        }
        return members
    }

    private static func value(_ node: any TOMLValueConvertible) -> JSONValue {
        switch node.type {
        case .table: .object(node.table.map(object) ?? JSONObject())
        case .array: .array(node.array.map { $0.map { value($0) } } ?? [])
        case .string: .string(node.string ?? "")
        case .int: .integer(Int64(node.int ?? 0))
        case .double: .double(node.double ?? .nan)
        case .bool: .bool(node.bool ?? false)
        case .date: .string(node.date?.debugDescription ?? "")
        case .time: .string(node.time?.debugDescription ?? "")
        case .dateTime: .string(node.dateTime?.debugDescription ?? "")
        }
    }
}

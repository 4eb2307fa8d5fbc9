/// What a template computes with. It prints and compares as the same value does in Python, so that a template reads
/// the same here and under Jinja.
package enum TemplateValue: Sendable, Equatable {
    case none
    case bool(Bool)
    case integer(Int64)
    case string(String)
    case list([TemplateValue])
    case object([String: TemplateValue])

    /// Python's truth: nothing, zero and whatever is empty are false.
    package var isTrue: Bool {
        switch self {
        case .none: false
        case .bool(let value): value
        case .integer(let value): value != 0
        case .string(let text): !text.isEmpty
        case .list(let items): !items.isEmpty
        case .object(let members): !members.isEmpty
        }
    }

    /// As `{{ value }}` prints it.
    package var printed: String {
        if case .string(let text) = self { return text }
        return representation
    }

    /// Python's `repr`: what a list shows of its items.
    private var representation: String {
        switch self {
        case .none: "None"
        case .bool(let value): value ? "True" : "False"
        case .integer(let value): String(value)
        case .string(let text): Self.quoted(text)
        case .list(let items): "[" + items.map(\.representation).joined(separator: ", ") + "]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }
                .map { "\(Self.quoted($0.key)): \($0.value.representation)" }.joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        let quote: Character = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        let body = text.map { character in
            switch character {
            case "\\": "\\\\"
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            case quote: "\\\(quote)"
            default: String(character)
            }
        }
        return "\(quote)\(body.joined())\(quote)"
    }

    /// The name of the kind, for messages.
    package var kind: String {
        switch self {
        case .none: "none"
        case .bool: "a boolean"
        case .integer: "a number"
        case .string: "text"
        case .list: "a list"
        case .object: "a group of values"
        }
    }
}

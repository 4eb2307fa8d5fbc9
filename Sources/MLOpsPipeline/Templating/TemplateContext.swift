internal import MLOpsCore
internal import MLOpsDocuments

/// The values that `${...}` may name, and how they are put in: DVC's rules. Values are never read as templates
/// again, and only scalars may be spliced into text.
struct TemplateContext {
    private var values = JSONObject()
    /// The file or section each top-level name came from, for messages.
    private var sources: [String: String] = [:]
    /// The files whose values are in here.
    var loaded: Set<String> = []
    /// How a mapping becomes arguments.
    var argumentStyle = ArgumentStyle()
    /// Names that are no value of a file: those of `foreach` and `matrix`.
    private var local: Set<String> = []
    private let uses = TemplateUses()

    /// Adds values; mappings are joined, but nothing that is there already may be overwritten.
    /// Returns the dotted key that is given twice, or nil.
    mutating func merge(_ new: JSONObject, from source: String) -> (key: String, source: String)? {
        if let key = Self.merge(new, into: &values, prefix: "") {
            let top = key.split(separator: ".").first.map(String.init) ?? key
            return (key, sources[top] ?? source)
        }
        for key in new.keys where sources[key] == nil { sources[key] = source }
        return nil
    }

    private static func merge(_ new: JSONObject, into old: inout JSONObject, prefix: String) -> String? {
        for (key, value) in new {
            let path = prefix.isEmpty ? key : "\(prefix).\(key)"
            switch (old[key], value) {
            case (nil, _): old[key] = value
            case (.object(var inner)?, .object(let update)):
                if let clash = merge(update, into: &inner, prefix: path) { return clash }
                old[key] = .object(inner)
            default: return path
            }
        }
        return nil
    }

    /// As ``merge(_:from:)``, for the values of a file.
    mutating func merge(_ new: JSONObject, fromFile path: String) -> (key: String, source: String)? {
        uses.add(file: path, new)
        return merge(new, from: path)
    }

    /// Of each file that values came from: the dotted keys that templates have named so far, in this context and those
    /// made of it.
    var taken: [(file: String, keys: [String])] { uses.taken }

    /// This context with `item` or `key` of a `foreach` or `matrix` set on top.
    func with(_ names: JSONObject) -> TemplateContext {
        var copy = self
        for (key, value) in names { copy.values[key] = value }
        copy.local.formUnion(names.keys)
        return copy
    }

    /// `value` with all its templates resolved, in names and in values. `reader` is where it stands.
    func resolve(_ value: JSONValue, at reader: SectionReader) throws(DocumentError) -> JSONValue {
        switch value {
        case .string(let text): return try resolve(text, at: reader)
        case .array(let items):
            var result: [JSONValue] = []
            for (index, item) in items.enumerated() {
                result.append(try resolve(item, at: reader.child(String(index), item)))
            }
            return .array(result)
        case .object(let members):
            var result = JSONObject()
            for (key, item) in members {
                let name = try resolve(key, at: reader.child(key, item))
                result[Template.text(of: name) ?? key] = try resolve(item, at: reader.child(key, item))
            }
            return .object(result)
        default: return value
        }
    }

    private func resolve(_ text: String, at reader: SectionReader) throws(DocumentError) -> JSONValue {
        let parts = Template.parts(of: text)
        if case .expression(let name)? = parts.first, parts.count == 1 { return try exact(name, at: reader) }
        var result = ""
        for part in parts {
            switch part {
            case .text(let text): result += text
            case .expression(let name):
                let value = try select(name, at: reader)
                guard let text = Template.text(of: value) ?? arguments(value, at: reader) else {
                    throw reader.error(
                        "'${\(name)}' is \(value.kindDescription) and cannot stand within text", hint: Self.inner(name))
                }
                result += text
            }
        }
        return .string(result)
    }

    /// A template that is the whole text keeps its type, where the place allows that type.
    private func exact(_ name: String, at reader: SectionReader) throws(DocumentError) -> JSONValue {
        let value = try select(name, at: reader)
        if let arguments = arguments(value, at: reader) { return .string(arguments) }
        let isIterable = value.arrayValue != nil || value.objectValue != nil
        let mayIterate = reader.path.contains("foreach") || reader.path.contains("matrix")
        if isIterable, !mayIterate {
            throw reader.error(
                "'${\(name)}' is \(value.kindDescription); only single values can be put in here",
                hint: Self.inner(name))
        }
        return value
    }

    private static func inner(_ name: String) -> String {
        "name one of its values, as in '${\(name).KEY}' or '${\(name)[0]}'"
    }

    /// A mapping within `cmd` becomes command-line arguments.
    private func arguments(_ value: JSONValue, at reader: SectionReader) -> String? {
        guard case .object(let members) = value, reader.path.contains("cmd") else { return nil }
        return argumentStyle.arguments(members)
    }

    private func select(_ name: String, at reader: SectionReader) throws(DocumentError) -> JSONValue {
        guard let path = Template.path(name) else {
            throw reader.error(
                "'${\(name)}' is no template", hint: "write '${name.key}', or '\\${' for the text itself")
        }
        if let first = path.first, !local.contains(first) { uses.add(name: path) }
        var value = JSONValue.object(values)
        for component in path {
            switch value {
            case .array(let items):
                // As in Python, a negative index counts from the end.
                guard let number = Int(component), number >= -items.count, number < items.count else {
                    throw missing(name, reader)
                }
                value = items[number < 0 ? items.count + number : number]
            default:
                guard let inner = value[component] else { throw missing(name, reader) }
                value = inner
            }
        }
        return value
    }

    private func missing(_ name: String, _ reader: SectionReader) -> DocumentError {
        reader.error("'${\(name)}' has no value", hint: "define '\(name)' in params.yaml or under 'vars'")
    }
}

/// What a model takes and what it gives.
package struct ModelSignature: Sendable, Equatable {
    /// A column, or a tensor.
    package struct Field: Sendable, Equatable {
        /// Empty for the only tensor, and for columns without names.
        package let name: String
        /// As the source names it: `double`, `string`, `float32[-1, 28, 28]`.
        package let type: String
        package let isRequired: Bool

        package init(name: String, type: String, isRequired: Bool = true) {
            self.name = name
            self.type = type
            self.isRequired = isRequired
        }
    }

    package var inputs: [Field]
    package var outputs: [Field]

    package init(inputs: [Field], outputs: [Field]) {
        self.inputs = inputs
        self.outputs = outputs
    }

    package var isEmpty: Bool { inputs.isEmpty && outputs.isEmpty }

    /// Member `signature` of a `model.version`; nil when it says nothing.
    init?(stored members: JSONObject) {
        self.init(inputs: Self.fields(members["inputs"]), outputs: Self.fields(members["outputs"]))
        if isEmpty { return nil }
    }

    private static func fields(_ value: JSONValue?) -> [Field] {
        (value?.arrayValue ?? []).compactMap { item in
            guard let type = item["type"]?.stringValue else { return nil }
            return Field(
                name: item["name"]?.stringValue ?? "", type: type, isRequired: item["required"]?.boolValue ?? true)
        }
    }

    package var json: JSONValue {
        func list(_ fields: [Field]) -> JSONValue {
            .array(
                fields.map { field in
                    var members: JSONObject = ["name": .string(field.name), "type": .string(field.type)]
                    if !field.isRequired { members["required"] = false }
                    return .object(members)
                })
        }
        return ["inputs": list(inputs), "outputs": list(outputs)]
    }
}

extension ModelSignature {
    /// From what MLflow writes into an `MLmodel` file (`inputs` and `outputs` are JSON in a string there), from the same
    /// as plain lists, or from a table schema, whose `fields` are the inputs. Nil when it is none of these.
    package init?(document: JSONValue) {
        if let fields = document["fields"] {
            self.init(inputs: Self.columns(fields), outputs: [])
        } else {
            let signature = document["signature"] ?? document
            self.init(inputs: Self.columns(signature["inputs"]), outputs: Self.columns(signature["outputs"]))
        }
        if isEmpty { return nil }
    }

    private static func columns(_ value: JSONValue?) -> [Field] {
        if let text = value?.stringValue {
            return (try? JSONValue.parse(Array(text.utf8))).map { columns($0) } ?? []
        }
        return (value?.arrayValue ?? []).compactMap { column in
            guard let type = type(column) else { return nil }
            let required = column["required"]?.boolValue ?? true
            return Field(name: column["name"]?.stringValue ?? "", type: type, isRequired: required)
        }
    }

    private static func type(_ column: JSONValue) -> String? {
        guard column["type"]?.stringValue == "tensor", let tensor = column["tensor-spec"] else {
            return column["type"]?.stringValue
        }
        let shape = (tensor["shape"]?.arrayValue ?? []).map { $0.integerValue.map(String.init) ?? "?" }
        return "\(tensor["dtype"]?.stringValue ?? "tensor")[\(shape.joined(separator: ", "))]"
    }
}

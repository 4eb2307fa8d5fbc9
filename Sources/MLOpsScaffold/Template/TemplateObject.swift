internal import MLOpsCore

/// An object of `template.json` with typed access and errors that name it.
struct TemplateObject {
    let json: JSONObject
    private let subject: String

    init(_ value: JSONValue, _ subject: String) throws(TemplateError) {
        guard case .object(let json) = value else {
            throw TemplateError(Template.manifestName, "\(subject) is not an object")
        }
        self.init(json, subject)
    }

    private init(_ json: JSONObject, _ subject: String) {
        self.json = json
        self.subject = subject
    }

    /// The same object under the name errors shall use.
    func renamed(_ subject: String) -> TemplateObject {
        TemplateObject(json, subject)
    }

    func error(_ reason: String) -> TemplateError {
        TemplateError(Template.manifestName, "\(subject): \(reason)")
    }

    func allow(_ keys: Set<String>) throws(TemplateError) {
        if let key = json.keys.first(where: { !keys.contains($0) }) { throw error("unknown key '\(key)'") }
    }

    func optionalString(_ key: String) throws(TemplateError) -> String? {
        switch json[key] {
        case .string(let text)?: return text
        case nil: return nil
        default: throw error("'\(key)' is not text")
        }
    }

    func string(_ key: String, or standard: String) throws(TemplateError) -> String {
        try optionalString(key) ?? standard
    }

    func string(_ key: String) throws(TemplateError) -> String {
        guard let text = try optionalString(key) else { throw error("there is no '\(key)'") }
        return text
    }

    func bool(_ key: String, or standard: Bool) throws(TemplateError) -> Bool {
        switch json[key] {
        case .bool(let value)?: return value
        case nil: return standard
        default: throw error("'\(key)' is neither true nor false")
        }
    }

    func strings(_ key: String) throws(TemplateError) -> [String] {
        try items(key).map { value throws(TemplateError) in
            guard case .string(let text) = value else { throw error("'\(key)' holds something else than text") }
            return text
        }
    }

    func objects(_ key: String) throws(TemplateError) -> [TemplateObject] {
        try items(key).map { value throws(TemplateError) in try TemplateObject(value, "an item of '\(key)'") }
    }

    private func items(_ key: String) throws(TemplateError) -> [JSONValue] {
        switch json[key] {
        case .array(let items)?: return items
        case nil: return []
        default: throw error("'\(key)' is not a list")
        }
    }
}

package import MLOpsCore

/// Which template a project was made from and with which answers: the committed file `.mlops-template.json`.
package struct TemplateRecord: Sendable, Equatable {
    package static let path = RepoPath(".mlops-template.json")
    private static let schema: Int64 = 1

    package let template: String
    package let version: String
    package let toolVersion: String
    private let values: [String: TemplateValue]

    init(_ template: Template, _ answers: TemplateAnswers) {
        self.template = template.name
        version = template.version
        toolVersion = answers.facts.toolVersion
        let recorded = answers.all.filter(\.isRecorded).map { ($0.name, $0.value) }
        values = Dictionary(recorded, uniquingKeysWith: { $1 })
    }

    /// The answers as `key=value` would give them: ``Template/resolve(_:facts:ask:)`` takes them to render the same
    /// again.
    package var answers: [String: String] { values.mapValues(\.printed) }

    /// Reads a record. A key that is not known is left alone: a later version may have written it.
    package init(parsing bytes: [UInt8]) throws(Diagnostic) {
        let unreadable = Diagnostic.fatal("cannot read '\(Self.path)': not a record of a template")
        guard let json = try? JSONValue.parse(bytes), case .object(let object) = json,
            object["schema"] == .integer(Self.schema), case .object(let members)? = object["answers"],
            let template = object["template"]?.stringValue, let version = object["version"]?.stringValue
        else { throw unreadable }
        self.template = template
        self.version = version
        toolVersion = object["tool"]?.stringValue ?? ""
        var values: [String: TemplateValue] = [:]
        for (name, value) in members {
            switch value {
            case .string(let text): values[name] = .string(text)
            case .bool(let flag): values[name] = .bool(flag)
            case .integer(let number): values[name] = .integer(number)
            default: throw unreadable
            }
        }
        self.values = values
    }

    /// The record as a file: sorted keys, so that two renderings differ only where the answers do.
    package var file: RenderedFile {
        let answers = JSONObject(values.map { (key: $0.key, value: Self.json($0.value)) })
        let document = JSONValue.object([
            "answers": .object(answers), "schema": .integer(Self.schema), "template": .string(template),
            "tool": .string(toolVersion), "version": .string(version),
        ])
        return RenderedFile(path: Self.path, bytes: document.serialized(.pretty(sortedKeys: true)) + [0x0a])
    }

    private static func json(_ value: TemplateValue) -> JSONValue {
        switch value {
        case .bool(let flag): .bool(flag)
        case .integer(let number): .integer(number)
        default: .string(value.printed)
        }
    }
}

internal import MLOpsCore

/// The decoder of `template.json`. A key it does not know is an error: a misspelt one would silently do nothing.
struct TemplateManifest {
    private let root: TemplateObject

    init(_ json: JSONValue) throws(TemplateError) {
        root = try TemplateObject(json, "the document")
    }

    func template(in directory: String) throws(TemplateError) -> Template {
        try root.allow(["format", "name", "version", "description", "questions", "files", "verbatim", "notes"])
        guard root.json["format"] == .integer(1) else { throw root.error("'format' is not 1") }
        return Template(
            name: try root.string("name"), version: try root.string("version"),
            description: try root.string("description", or: ""), questions: try questions(), directory: directory,
            rules: try rules(), verbatim: try root.strings("verbatim").map(FilePattern.init),
            notes: try root.strings("notes"))
    }

    private func rules() throws(TemplateError) -> [Template.Rule] {
        var rules: [Template.Rule] = []
        for object in try root.objects("files") {
            try object.allow(["path", "when"])
            let condition = try TemplateParser.expression(try object.string("when"), file: Template.manifestName)
            rules.append(Template.Rule(pattern: FilePattern(try object.string("path")), condition: condition))
        }
        return rules
    }

    private func questions() throws(TemplateError) -> [TemplateQuestion] {
        var questions: [TemplateQuestion] = []
        for object in try root.objects("questions") {
            let question = try question(object)
            if questions.contains(where: { $0.name == question.name }) || question.name == "mlops" {
                throw root.error("the name '\(question.name)' is taken")
            }
            questions.append(question)
        }
        return questions
    }

    private func question(_ object: TemplateObject) throws(TemplateError) -> TemplateQuestion {
        try object.allow([
            "name", "prompt", "help", "type", "default", "choices", "validate", "message", "format", "reserved", "when",
            "ask", "private",
        ])
        let name = try object.string("name")
        let object = object.renamed("question '\(name)'")
        guard PythonName.isModule(name) else { throw object.error("the name is not letters, digits and '_'") }
        let condition = try object.string("when", or: "")
        return TemplateQuestion(
            name: name, prompt: try object.string("prompt", or: name), help: try object.string("help", or: ""),
            kind: try kind(object), choices: try choices(object), isAsked: try object.bool("ask", or: true),
            isPrivate: try object.bool("private", or: false), standard: try standard(object),
            condition: condition.isEmpty ? nil : try TemplateParser.expression(condition, file: Template.manifestName),
            pattern: try pattern(object), message: try object.optionalString("message"),
            mustBePythonModule: try isPythonModule(object), reserved: try object.strings("reserved"))
    }

    private func kind(_ object: TemplateObject) throws(TemplateError) -> TemplateQuestion.Kind {
        let text = try object.string("type", or: "str")
        guard let kind = TemplateQuestion.Kind(rawValue: text) else { throw object.error("unknown type '\(text)'") }
        if (kind == .choice) == (object.json["choices"] == nil) {
            throw object.error("'choices' belong to the type 'choice', and to it alone")
        }
        return kind
    }

    private func choices(_ object: TemplateObject) throws(TemplateError) -> [TemplateQuestion.Choice] {
        var choices: [TemplateQuestion.Choice] = []
        for choice in try object.objects("choices") {
            try choice.allow(["value", "label"])
            let value = try choice.string("value")
            choices.append(TemplateQuestion.Choice(value: value, label: try choice.string("label", or: value)))
        }
        return choices
    }

    private func standard(_ object: TemplateObject) throws(TemplateError) -> TemplateValue {
        switch object.json["default"] {
        case .string(let text)?:
            _ = try TemplateParser.nodes(of: Array(text.utf8), file: Template.manifestName)
            return .string(text)
        case .bool(let value)?: return .bool(value)
        case .integer(let value)?: return .integer(value)
        case nil: throw object.error("there is no 'default'")
        default: throw object.error("'default' is neither text, number nor boolean")
        }
    }

    private func pattern(_ object: TemplateObject) throws(TemplateError) -> String? {
        guard let pattern = try object.optionalString("validate") else { return nil }
        do {
            _ = try Pattern(pattern)
        } catch {
            throw object.error("'validate' is not a regular expression: '\(pattern)': \(error)")
        }
        return pattern
    }

    private func isPythonModule(_ object: TemplateObject) throws(TemplateError) -> Bool {
        switch try object.optionalString("format") {
        case nil: return false
        case "python-module": return true
        case let format?: throw object.error("unknown format '\(format)'")
        }
    }
}

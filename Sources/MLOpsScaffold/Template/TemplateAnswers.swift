/// The value of every question, in the template's order.
package struct TemplateAnswers: Sendable, Equatable {
    package struct Answer: Sendable, Equatable {
        package let name: String
        package let value: TemplateValue
        /// Whether it belongs into the record: not private, and its question applied.
        package let isRecorded: Bool
    }

    package private(set) var all: [Answer] = []
    package let facts: TemplateFacts

    init(facts: TemplateFacts) {
        self.facts = facts
    }

    mutating func append(_ name: String, _ value: TemplateValue, isRecorded: Bool) {
        all.append(Answer(name: name, value: value, isRecorded: isRecorded))
    }

    package subscript(name: String) -> TemplateValue? {
        all.first { $0.name == name }?.value
    }

    /// What expressions see: the answers, and `mlops`.
    var variables: [String: TemplateValue] {
        var variables = Dictionary(all.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        variables["mlops"] = facts.value
        return variables
    }
}

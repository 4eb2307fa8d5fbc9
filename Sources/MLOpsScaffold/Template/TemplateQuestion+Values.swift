internal import MLOpsCore

/// Why an answer is refused, in words that follow "is not": "one of a, b".
struct AnswerProblem: Error, Equatable {
    let reason: String
}

extension TemplateQuestion {
    private static let longestAnswer = 4096

    /// The value that `text` stands for.
    func value(of text: String) throws(AnswerProblem) -> TemplateValue {
        if text.utf8.count > Self.longestAnswer {
            throw AnswerProblem(reason: "longer than \(Self.longestAnswer) bytes")
        }
        if let control = text.unicodeScalars.first(where: { $0.value < 0x20 || $0.value == 0x7f }) {
            throw AnswerProblem(reason: "not one line of text: it holds the control character \(control.value)")
        }
        let value = try parsed(text)
        try check(value.printed)
        return value
    }

    private func parsed(_ text: String) throws(AnswerProblem) -> TemplateValue {
        switch kind {
        case .str: return .string(text)
        case .int:
            guard let number = Int64(text) else { throw AnswerProblem(reason: "not a whole number") }
            return .integer(number)
        case .bool:
            switch text.lowercased() {
            case "1", "true", "t", "yes", "y", "on": return .bool(true)
            case "0", "false", "f", "no", "n", "off": return .bool(false)
            default: throw AnswerProblem(reason: "neither yes nor no")
            }
        case .choice:
            guard choices.contains(where: { $0.value == text }) else {
                throw AnswerProblem(reason: "not one of " + choices.map(\.value).joined(separator: ", "))
            }
            return .string(text)
        }
    }

    private func check(_ text: String) throws(AnswerProblem) {
        if let pattern, !Self.matches(text, pattern) {
            throw AnswerProblem(reason: message.map { "not \($0)" } ?? "not of the form \(pattern)")
        }
        if mustBePythonModule, !PythonName.isModule(text) {
            throw AnswerProblem(reason: "not a name that Python can import: letters, digits and _, no keyword")
        }
        if reserved.contains(text) { throw AnswerProblem(reason: "already the name of something else here") }
    }

    /// In time proportional to the answer: patterns come with templates. That it is one was seen when the template was
    /// loaded.
    private static func matches(_ text: String, _ pattern: String) -> Bool {
        (try? Pattern(pattern))?.matches(text) ?? false
    }
}

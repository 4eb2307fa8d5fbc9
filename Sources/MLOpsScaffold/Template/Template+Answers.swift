internal import MLOpsCore

/// What a terminal shows before it reads an answer.
package struct TemplatePrompt: Sendable, Equatable {
    package let question: TemplateQuestion
    /// What an empty answer means, as it would be typed.
    package let standard: String
    /// Why the answer before this one was refused, nil the first time.
    package let problem: String?
}

extension Template {
    /// After so many refused answers to one question there is nobody there who reads.
    private static let mostTries = 20

    /// An answer to every question, taken from `given` (`key=value`), else from `ask`, else from the default.
    ///
    /// - Parameter ask: Shows a question and returns what was typed, nil or empty for the default. If nil, nobody is
    ///   asked.
    /// - Throws: a usage ``Diagnostic`` for a key that is no question or a value that does not fit, a fatal one for a
    ///   default that does not fit, ``TemplateError`` for a mistake in the template, and whatever `ask` throws.
    package func resolve(
        _ given: [String: String], facts: TemplateFacts, ask: ((TemplatePrompt) throws -> String?)? = nil
    ) throws -> TemplateAnswers {
        try refuseUnknown(given.keys.sorted())
        var answers = TemplateAnswers(facts: facts)
        for question in questions {
            let evaluator = TemplateEvaluator(variables: answers.variables, file: Self.manifestName)
            let standard = try standardText(of: question, evaluator)
            let applies = try question.condition.map { try evaluator.value(of: $0).isTrue } ?? true
            if !applies, given[question.name] != nil {
                throw Diagnostic.usage("'\(question.name)' does not apply to these answers")
            }
            let isRecorded = applies && !question.isPrivate
            let value: TemplateValue
            if let text = given[question.name] {
                value = try self.value(of: question, given: text)
            } else if let ask, isRecorded, question.isAsked {
                value = try self.value(of: question, asking: ask, standard)
            } else {
                value = try self.value(of: question, standard: standard)
            }
            answers.append(question.name, value, isRecorded: isRecorded)
        }
        return answers
    }

    private func refuseUnknown(_ names: [String]) throws(Diagnostic) {
        let known = questions.filter { !$0.isPrivate }.map(\.name)
        for name in names where !known.contains(name) {
            throw Diagnostic(
                .usage, "the template '\(self.name)' has no question '\(name)'",
                hints: ["its questions are \(known.joined(separator: ", "))"])
        }
    }

    /// The default as it would be typed.
    private func standardText(of question: TemplateQuestion, _ evaluator: TemplateEvaluator) throws -> String {
        guard case .string(let text) = question.standard else {
            return Self.asTyped(question.standard.printed, question)
        }
        let nodes = try TemplateParser.nodes(of: Array(text.utf8), file: Self.manifestName)
        return Self.asTyped(try evaluator.render(nodes).asText, question)
    }

    /// `yes` and `no` for the truth values that an expression prints.
    private static func asTyped(_ text: String, _ question: TemplateQuestion) -> String {
        guard question.kind == .bool, case .bool(let value)? = try? question.value(of: text) else { return text }
        return value ? "yes" : "no"
    }

    private func value(of question: TemplateQuestion, given text: String) throws(Diagnostic) -> TemplateValue {
        do {
            return try question.value(of: text)
        } catch {
            throw Diagnostic.usage("bad value '\(text)' for '\(question.name)': \(error.reason)")
        }
    }

    private func value(of question: TemplateQuestion, standard text: String) throws(Diagnostic) -> TemplateValue {
        do {
            return try question.value(of: text)
        } catch {
            throw Diagnostic(
                .fatal, "cannot take '\(text)' for '\(question.name)': \(error.reason)",
                hints: question.isPrivate ? [] : ["give one that fits: \(question.name)=VALUE"])
        }
    }

    private func value(
        of question: TemplateQuestion, asking ask: (TemplatePrompt) throws -> String?, _ standard: String
    ) throws -> TemplateValue {
        var problem: String?
        for _ in 0..<Self.mostTries {
            let typed = try ask(TemplatePrompt(question: question, standard: standard, problem: problem)) ?? ""
            do {
                return try question.value(of: typed.isEmpty ? standard : typed)
            } catch {
                problem = error.reason
            }
        }
        throw Diagnostic.fatal("no usable answer to '\(question.name)': \(problem ?? "")")
    }
}

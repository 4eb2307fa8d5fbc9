internal import MLOpsCore
internal import MLOpsRegistry

/// Tells what is doubtful about an answer of the registry.
struct ModelAnswerView {
    private let answer: ModelAnswer

    init(_ answer: ModelAnswer) {
        self.answer = answer
    }

    /// What a deployment exits with when it goes by settled answers only; nil: go on.
    func refusal(strict: Bool, _ session: Session) -> Int32? {
        let shown = strict ? answer.doubts : answer.doubts.filter(\.isContest)
        for doubt in shown {
            session.reporter.warning(DisplayText.oneLine(doubt.sentence))
            for hint in doubt.hints { session.reporter.hint(DisplayText.oneLine(hint)) }
        }
        return strict && !shown.isEmpty ? 3 : nil
    }
}

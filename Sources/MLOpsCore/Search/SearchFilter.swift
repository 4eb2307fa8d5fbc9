/// A filter as MLflow's searches take it: clauses joined by AND, all of which have to hold. docs/search.md
package struct SearchFilter: Sendable, Equatable {
    struct Clause: Sendable, Equatable {
        let key: SearchKey
        let test: SearchTest
    }

    let clauses: [Clause]

    /// `text` empty: everything matches.
    package init(_ text: String, of subject: SearchSubject) throws(SearchError) {
        if text.isEmpty {
            clauses = []
            return
        }
        var parser = try SearchParser(text, subject)
        clauses = try parser.clauses()
    }

    /// Every key that the filter asks for, so that a caller can fetch no more than these.
    package var keys: Set<SearchKey> { Set(clauses.map(\.key)) }

    /// Whether something matches. `values` is what it has under a key: none, one, or several (the datasets of a run),
    /// of which one has to do.
    package func matches(_ values: (SearchKey) -> [SearchValue]) -> Bool {
        clauses.allSatisfy { clause in
            let found = values(clause.key)
            return found.isEmpty ? Self.holdsWithout(clause) : found.contains { clause.test.holds(for: $0) }
        }
    }

    /// False when something cannot match, whatever it has under the keys of which `known` says nil.
    package func mayMatch(_ known: (SearchKey) -> [SearchValue]?) -> Bool {
        clauses.allSatisfy { clause in
            guard clause.test != .isNull, let found = known(clause.key) else { return true }
            return found.contains { clause.test.holds(for: $0) }
        }
    }

    /// What is absent matches IS NULL and nothing else. MLflow's clients hide prompts, which are models with a tag, by a
    /// clause that every other model has to match.
    private static func holdsWithout(_ clause: Clause) -> Bool {
        switch clause.test {
        case .isNull: true
        case .differs("true"), .equals("false"): clause.key == .tag("mlflow.prompt.is_prompt")
        default: false
        }
    }
}

internal import Glibc

/// A table of predictions: what was true, what the model said, and columns that cut the rows into segments.
package struct Predictions: Sendable {
    package enum Content: Sendable {
        case classification(Classification)
        case regression(Regression)
    }

    /// Names of the columns. Nil: the usual names (`y_true`, `y_pred`, `y_score`, `p_<class>`).
    package struct Columns: Sendable {
        package var truth = "y_true"
        package var predicted = "y_pred"
        package var score = "y_score"
        package var segments: [String] = []
        /// The positive one of two classes; nil: 1, true, yes, or the last.
        package var positive: String?
        /// A score from which on a row counts as positive, where there is no column of predictions.
        package var threshold = 0.5
        package var isRegression: Bool?

        package init() {}
    }

    package struct Problem: Error, Equatable, Sendable {
        package let message: String
        /// What may help.
        package let hint: String?

        package init(message: String, hint: String? = nil) {
            self.message = message
            self.hint = hint
        }

        /// More than so many classes or segments are none: their values identify rows, or are measurements.
        static let mostValues = 1000

        static func missing(_ column: String, _ header: [String]) -> Problem {
            Problem(
                message: "there is no column '\(column)', only \(header.map { "'\($0)'" }.joined(separator: ", "))",
                hint: "name other columns with --truth, --prediction and --score")
        }
    }

    package let content: Content
    /// Values of each segment column, one a row.
    package let segments: [(name: String, values: [String])]

    /// Reads `rows` under `header`; row numbers in errors count from 1, without the header.
    package init(header: [String], rows: [[String]], columns: Columns = Columns()) throws(Problem) {
        let table = PredictionTable(header: header, rows: rows)
        if rows.isEmpty { throw Problem(message: "there are no rows") }
        try table.check()
        let truth = try table.answers(columns.truth)
        let predicted = header.contains(columns.predicted) ? try table.answers(columns.predicted) : nil
        segments = try Self.segments(columns.segments, table)
        let looksContinuous = try Self.looksContinuous(truth, predicted, table, columns)
        if columns.isRegression ?? looksContinuous {
            guard predicted != nil else { throw Problem.missing(columns.predicted, header) }
            content = .regression(
                Regression(truth: try table.numbers(columns.truth), predicted: try table.numbers(columns.predicted)))
        } else {
            content = .classification(try ClassificationReader(table: table, columns: columns).read(truth, predicted))
        }
    }

    private static func segments(
        _ names: [String], _ table: PredictionTable
    ) throws(Problem) -> [(name: String, values: [String])] {
        var segments: [(name: String, values: [String])] = []
        for name in names {
            let values = try table.column(name)
            let count = Set(values).count
            if count > Problem.mostValues {
                throw Problem(
                    message: "'\(name)' has \(count) values, and at most \(Problem.mostValues) segments are evaluated")
            }
            segments.append((name, values))
        }
        return segments
    }

    /// Numbers with a fraction on either side, and no scores: nobody names classes like that.
    private static func looksContinuous(
        _ truth: [String], _ predicted: [String]?, _ table: PredictionTable, _ columns: Columns
    ) throws(Problem) -> Bool {
        guard let predicted, try table.columnIfPresent(columns.score) == nil else { return false }
        let scored = Set(table.header.filter { $0.hasPrefix("p_") }.map { String($0.dropFirst(2)) })
        if !scored.isDisjoint(with: truth) { return false }
        let values = (truth + predicted).map { Double($0) }
        return values.allSatisfy { $0 != nil } && values.contains { $0.map { $0 != $0.rounded() } ?? false }
    }
}

/// Columns of a table by name.
struct PredictionTable {
    let header: [String]
    let rows: [[String]]

    /// A row that is longer than the header has a comma too many, and its values stand in the wrong columns.
    func check() throws(Predictions.Problem) {
        for (number, row) in rows.enumerated()
        where row.count > header.count && row[header.count...].contains(where: { !$0.isEmpty }) {
            throw Predictions.Problem(
                message: "row \(number + 1) has \(row.count) values for \(header.count) columns",
                hint: "a value with a comma stands in quotes")
        }
    }

    func columnIfPresent(_ name: String) throws(Predictions.Problem) -> [String]? {
        guard let index = header.firstIndex(of: name) else { return nil }
        if header.lastIndex(of: name) != index {
            throw Predictions.Problem(message: "there are several columns '\(name)'")
        }
        var values: [String] = []
        values.reserveCapacity(rows.count)
        for (number, row) in rows.enumerated() {
            guard index < row.count else {
                throw Predictions.Problem(message: "row \(number + 1) has no value for '\(name)'")
            }
            values.append(row[index])
        }
        return values
    }

    func column(_ name: String) throws(Predictions.Problem) -> [String] {
        if let values = try columnIfPresent(name) { return values }
        throw .missing(name, header)
    }

    /// A column in which no value is missing.
    func answers(_ name: String) throws(Predictions.Problem) -> [String] {
        let values = try column(name)
        if let row = values.firstIndex(of: "") {
            throw Predictions.Problem(message: "row \(row + 1) has no value for '\(name)'")
        }
        return values
    }

    /// Finite numbers.
    func numbers(_ name: String) throws(Predictions.Problem) -> [Double] {
        var numbers: [Double] = []
        for (number, text) in try column(name).enumerated() {
            guard let value = Double(text), value.isFinite else {
                throw Predictions.Problem(message: "row \(number + 1): \(name) = \"\(text)\" is not a finite number")
            }
            numbers.append(value)
        }
        return numbers
    }
}

/// Labels and scores of a classifier.
private struct ClassificationReader {
    let table: PredictionTable
    let columns: Predictions.Columns

    func read(_ truth: [String], _ predicted: [String]?) throws(Predictions.Problem) -> Classification {
        let labels = try labels(truth, predicted ?? [])
        let positive = try positive(of: labels)
        let scores = try scores(labels, positive)
        let truthIndices = truth.map(labels.index)
        if let predicted {
            return Classification(
                classes: labels.names, truth: truthIndices, predicted: predicted.map(labels.index), scores: scores,
                positive: positive)
        }
        return Classification(
            classes: labels.names, truth: truthIndices, predicted: try answers(scores, labels, positive),
            scores: scores, positive: positive)
    }

    private var hasScore: Bool { table.header.contains(columns.score) }

    /// The classes of the answers, and those that only have a column of scores: where none of the answers has one,
    /// `p_…` is something else.
    private func labels(_ truth: [String], _ predicted: [String]) throws(Predictions.Problem) -> LabelSet {
        let answers = LabelSet(truth, predicted, [])
        if answers.names.count > Predictions.Problem.mostValues {
            throw Predictions.Problem(
                message:
                    "\(answers.names.count) values were found, and at most \(Predictions.Problem.mostValues) classes are compared",
                hint: "say --regression when they are measurements")
        }
        if hasScore {
            return answers.names.count == 1 ? LabelSet(truth, predicted, other(than: answers.names[0])) : answers
        }
        let named = table.header.filter { $0.hasPrefix("p_") }.map { String($0.dropFirst(2)) }
        return named.contains { answers.indexIfPresent($0) != nil } ? LabelSet(truth, predicted, named) : answers
    }

    /// The class that scores are about as well, when no row has it.
    private func other(than name: String) -> [String] {
        if let positive = columns.positive { return [positive] }
        let pairs = [("0", "1"), ("false", "true"), ("False", "True"), ("FALSE", "TRUE"), ("no", "yes"), ("No", "Yes")]
        return pairs.compactMap { $0.0 == name ? $0.1 : $0.1 == name ? $0.0 : nil }
    }

    private func positive(of labels: LabelSet) throws(Predictions.Problem) -> Int? {
        if let wanted = columns.positive {
            guard let index = labels.indexIfPresent(wanted) else {
                throw Predictions.Problem(
                    message: "there is no class '\(wanted)', only \(labels.names.joined(separator: ", "))")
            }
            return labels.names.count <= 2 ? index : nil
        }
        guard labels.names.count == 2 else { return nil }
        return labels.names.firstIndex { ["1", "true", "yes"].contains($0.lowercased()) } ?? 1
    }

    private func scores(_ labels: LabelSet, _ positive: Int?) throws(Predictions.Problem) -> [[Double]]? {
        if hasScore {
            guard positive != nil else { throw scoreProblem(labels.names) }
            return [try table.numbers(columns.score)]
        }
        let names = labels.names.map { name in table.header.first { labels.isSame(String($0.dropFirst(2)), name, $0) } }
        guard names.contains(where: { $0 != nil }) else { return nil }
        var scores: [[Double]] = []
        for (name, column) in zip(labels.names, names) {
            guard let column else { throw Predictions.Problem(message: "there is no column 'p_\(name)'") }
            scores.append(try table.numbers(column))
        }
        return scores
    }

    private func scoreProblem(_ names: [String]) -> Predictions.Problem {
        if names.count == 1 {
            return Predictions.Problem(
                message: "all rows are of class '\(names[0])', and what '\(columns.score)' is a score of is not known",
                hint: "name the class with --positive")
        }
        let some = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
        return Predictions.Problem(
            message: "'\(columns.score)' is for two classes, and there are \(names.count): \(some)",
            hint: "for more than two, give a column p_<class> for each")
    }

    /// The class with the highest score; of two, the positive one from the threshold on.
    private func answers(
        _ scores: [[Double]]?, _ labels: LabelSet, _ positive: Int?
    ) throws(Predictions.Problem) -> [Int] {
        guard let scores else { throw .missing(columns.predicted, table.header) }
        if let positive {
            let column = scores.count == 1 ? scores[0] : scores[positive]
            return column.map { $0 >= columns.threshold ? positive : 1 - positive }
        }
        return table.rows.indices.map { row in
            scores.indices.max { scores[$0][row] < scores[$1][row] || (scores[$0][row] == scores[$1][row] && $0 > $1) }
                ?? 0
        }
    }
}

/// The classes that occur. Where all are numbers that a double tells apart, `1` and `1.0` are one class.
private struct LabelSet {
    let names: [String]
    private let indices: [String: Int]
    private let areNumbers: Bool

    init(_ truth: [String], _ predicted: [String], _ named: [String]) {
        let all = Set(truth).union(predicted).union(named)
        let numbers = all.compactMap(Self.number)
        let areNumbers = numbers.count == all.count
        self.areNumbers = areNumbers
        if areNumbers {
            names = Set(numbers).sorted().map { Self.text($0) }
        } else {
            names = all.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
        indices = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func index(_ label: String) -> Int { indexIfPresent(label) ?? 0 }

    func indexIfPresent(_ label: String) -> Int? { indices[key(label)] }

    func isSame(_ label: String, _ name: String, _ column: String) -> Bool {
        column.hasPrefix("p_") && key(label) == name
    }

    private func key(_ label: String) -> String {
        areNumbers ? Self.number(label).map(Self.text) ?? label : label
    }

    /// Of decimal digits; neither `0x10` nor `nan` is one.
    private static func number(_ label: String) -> Double? {
        guard label.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }) else { return nil }
        return Double(label).flatMap { abs($0) < 0x1p53 ? $0 : nil }
    }

    private static func text(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : "\(number)"
    }
}

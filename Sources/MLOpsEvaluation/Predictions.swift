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

        package init(message: String) {
            self.message = message
        }
    }

    package let content: Content
    /// Values of each segment column, one a row.
    package let segments: [(name: String, values: [String])]

    /// Reads `rows` under `header`; row numbers in errors count from 1, without the header.
    package init(header: [String], rows: [[String]], columns: Columns = Columns()) throws(Problem) {
        let table = PredictionTable(header: header, rows: rows)
        if rows.isEmpty { throw Problem(message: "there are no rows") }
        let truth = try table.column(columns.truth)
        let predicted = try table.columnIfPresent(columns.predicted)
        var segments: [(name: String, values: [String])] = []
        for name in columns.segments { segments.append((name, try table.column(name))) }
        self.segments = segments
        let looksContinuous = try Self.looksContinuous(truth, predicted, table, columns)
        if columns.isRegression ?? looksContinuous {
            guard predicted != nil else { throw Problem(message: "there is no column '\(columns.predicted)'") }
            content = .regression(
                Regression(truth: try table.numbers(columns.truth), predicted: try table.numbers(columns.predicted)))
        } else {
            content = .classification(try ClassificationReader(table: table, columns: columns).read(truth, predicted))
        }
    }

    /// Numbers with a fraction on either side, and no scores: nobody names classes like that.
    private static func looksContinuous(
        _ truth: [String], _ predicted: [String]?, _ table: PredictionTable, _ columns: Columns
    ) throws(Problem) -> Bool {
        guard let predicted, try table.columnIfPresent(columns.score) == nil else { return false }
        let values = (truth + predicted).map { Double($0) }
        return values.allSatisfy { $0 != nil } && values.contains { $0.map { $0 != $0.rounded() } ?? false }
    }
}

/// Columns of a table by name.
struct PredictionTable {
    let header: [String]
    let rows: [[String]]

    func columnIfPresent(_ name: String) throws(Predictions.Problem) -> [String]? {
        guard let index = header.firstIndex(of: name) else { return nil }
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
        throw Predictions.Problem(message: "there is no column '\(name)', only \(header.joined(separator: ", "))")
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
        let perClass = table.header.filter { $0.hasPrefix("p_") }
        let labels = LabelSet(truth, predicted ?? [], perClass.map { String($0.dropFirst(2)) })
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

    /// Rows with a class alone are still of two: the one that scores speak of is missing.
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
        if table.header.contains(columns.score) {
            guard positive != nil else {
                throw Predictions.Problem(
                    message: "'\(columns.score)' needs two classes; for more, give a column p_<class> for each")
            }
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

    /// The class with the highest score; of two, the positive one from the threshold on.
    private func answers(
        _ scores: [[Double]]?, _ labels: LabelSet, _ positive: Int?
    ) throws(Predictions.Problem) -> [Int] {
        guard let scores else { throw Predictions.Problem(message: "there is no column '\(columns.predicted)'") }
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

/// The classes that occur. Where all are numbers, `1` and `1.0` are one class.
private struct LabelSet {
    let names: [String]
    private let indices: [String: Int]
    private let areNumbers: Bool

    init(_ truth: [String], _ predicted: [String], _ named: [String]) {
        let all = Set(truth).union(predicted).union(named)
        let numbers = all.compactMap { Double($0) }
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
        areNumbers ? Double(label).map(Self.text) ?? label : label
    }

    private static func text(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : "\(number)"
    }
}

internal import MLOpsCore
internal import MLOpsEvaluation
internal import MLOpsQuality
internal import MLOpsStore
internal import MLOpsSystem

/// Cuts a delimited file into parts: rows are read twice and never all kept, and written as they stand.
struct TableSplit {
    enum Method: Equatable {
        /// By the values of columns; none: as one.
        case stratified([String])
        case grouped(String)
        case ordered(String)
    }

    /// The rows of a rare event, and how many others stay for each of them.
    struct Cases {
        let column: String
        let value: String
        let controls: Double
        /// Only in the first part: the others are to show how the model does in life.
        let isFirstPartOnly: Bool
    }

    struct Part {
        let name: String
        let path: String
        let object: LargeObject
        let rows: Int
    }

    struct Result {
        var rows = 0
        var data: LargeObject
        var parts: [Part] = []
        /// Rows of each stratum in each part.
        var strata: [String: [Int]] = [:]
        var sample: CaseSample?
        /// Rows of which an equal one is in another part.
        var torn = 0
    }

    let name: String
    let path: String
    let parts: [SplitPart]
    let method: Method
    /// Columns that a row is known by; none: all of it.
    let keys: [String]
    let cases: Cases?
    let seed: UInt64

    private static let strataLimit = 1000
    /// Another order than that of the split.
    private static let sampleSeed: UInt64 = 0x9e37_79b9_7f4a_7c15

    private var labels: [String] {
        switch method {
        case .stratified(let columns): columns.isEmpty ? cases.map { [$0.column] } ?? [] : columns
        case .grouped(let column): [column]
        case .ordered: []
        }
    }

    private var columns: [String] {
        var columns = labels + keys + (cases.map { [$0.column] } ?? [])
        if case .ordered(let column) = method { columns.append(column) }
        return columns
    }

    /// Writes a file for each part to `paths`.
    func write(to paths: [String]) throws -> Result {
        let before = Files.info(path, followLinks: true)
        var hasher = ContentHasher()
        try Descriptor(opening: path).forEachChunk { hasher.update($0) }
        var result = Result(data: hasher.finalize())
        let cutting = try observe()
        let sample = try observeCases(cutting)
        let files = try paths.map(PartFile.init)
        var lineEnd: [UInt8] = [0x0a]
        cutting.prepare()
        sample?.prepare()
        try forEach { row, known, raw in
            guard let row, let known else {
                lineEnd = Self.lineEnd(of: raw) ?? lineEnd
                for file in files { try file.append(raw.raw, isRow: false, lineEnd: lineEnd) }
                return
            }
            result.rows += 1
            let part = cutting.part(of: row)
            if let sample, isSampled(part), !sample.keeps(known.sampleHash, isCase: known.isCase) { return }
            try files[part].append(raw.raw, lineEnd: lineEnd)
            if !isGrouped { result.strata[row.label, default: parts.map { _ in 0 }][part] += 1 }
        }
        if Files.info(path, followLinks: true) != before {
            throw Diagnostic.fatal("'\(name)' changed while it was read")
        }
        result.sample = sample
        result.torn = (cutting as? StratifiedSplit)?.torn ?? 0
        for (part, file) in zip(parts, files) {
            result.parts.append(Part(name: part.name, path: file.path, object: try file.finish(), rows: file.rows))
        }
        for file in files { try file.publish() }
        return result
    }

    private var isGrouped: Bool {
        if case .grouped = method { return true }
        return false
    }

    private func isSampled(_ part: Int) -> Bool { part == 0 || cases?.isFirstPartOnly == false }

    private func observe() throws -> any SplitMethod {
        let cutting: any SplitMethod =
            switch method {
            case .stratified: StratifiedSplit(parts)
            case .grouped: GroupedSplit(parts, seed: seed)
            case .ordered: OrderedSplit(parts)
            }
        var rows = 0
        try forEach { row, _, _ in
            guard let row else { return }
            rows += 1
            cutting.observe(row)
            if let strata = cutting as? StratifiedSplit, strata.strata > Self.strataLimit {
                throw Diagnostic.fatal(
                    "\(name): more than \(Self.strataLimit) different values of \(labels.joined(separator: ", "))",
                    hint: "stratify by a column with few values")
            }
        }
        if rows == 0 { throw Diagnostic.fatal("\(name): there are no rows") }
        return cutting
    }

    private func observeCases(_ cutting: any SplitMethod) throws -> CaseSample? {
        guard let cases else { return nil }
        let sample = CaseSample(controlsPerCase: cases.controls)
        cutting.prepare()
        try forEach { row, known, _ in
            guard let row, let known, isSampled(cutting.part(of: row)) else { return }
            sample.observe(known.sampleHash, isCase: known.isCase)
        }
        if sample.cases == 0 { throw Diagnostic.fatal("\(name): no row has \(cases.column) = \(cases.value)") }
        return sample
    }

    /// What sampling knows of a row.
    private struct Known {
        let sampleHash: UInt64
        let isCase: Bool
    }

    /// Each row, and what the split knows of it; the header first, with neither.
    private func forEach(_ body: (SplitRow?, Known?, CSVFileRow) throws -> Void) throws {
        let hash = SplitHash(seed: seed), sampleHash = SplitHash(seed: seed ^ Self.sampleSeed)
        let labelCount = labels.count, keyCount = keys.count
        var isDated: Bool?
        try CSVFileRow.forEach(in: path, name: name, columns: columns) { raw in
            if raw.number == 0 { return try body(nil, nil, raw) }
            let key = raw.values[labelCount..<(labelCount + keyCount)].joined(separator: "\u{1f}")
            var row = SplitRow(hash: keyCount > 0 ? hash(key) : hash(raw.content))
            row.label = raw.values[..<labelCount].joined(separator: "\u{1f}")
            if case .ordered(let column) = method {
                row.time = try time(raw.values.last ?? "", column, raw.number, &isDated)
            }
            var known = Known(sampleHash: 0, isCase: false)
            if let cases {
                known = Known(
                    sampleHash: keyCount > 0 ? sampleHash(key) : sampleHash(raw.content),
                    isCase: raw.values[labelCount + keyCount] == cases.value)
            }
            try body(row, known, raw)
        }
    }

    private func time(_ text: String, _ column: String, _ number: Int, _ isDated: inout Bool?) throws -> Double {
        guard let found = CSVTime.position(of: text), isDated ?? found.isDate == found.isDate else {
            let kind = isDated.map { $0 ? "date like the others" : "number like the others" } ?? "number and no date"
            throw Diagnostic.fatal(
                "\(name): row \(number): \(column) = \"\(DisplayText.oneLine(text))\" is no \(kind)",
                hint: "dates are written 2026-01-31 or 2026-01-31T12:00:00Z")
        }
        isDated = found.isDate
        return found.value
    }

    private static func lineEnd(of row: CSVFileRow) -> [UInt8]? {
        let end = Array(row.raw[row.content.count...])
        return end.isEmpty ? nil : end
    }
}

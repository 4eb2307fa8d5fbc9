internal import MLOpsCore

/// What nbformat's schema demands, as far as programs stumble over it, and whether the cells ran in order.
struct FormatReview {
    private static let cellTypes: Set<String> = ["code", "markdown", "raw", "heading", "html"]
    private static let outputTypes: Set<String> = [
        "stream", "display_data", "execute_result", "error", "pyout", "pyerr",
    ]
    private(set) var findings: [NotebookFinding] = []
    private var ids: [ByteKey: Int] = [:]
    private var lastCount: (count: Int64, cell: Int)?

    init(_ notebook: NotebookContent) {
        if notebook.root["metadata"]?.objectValue == nil { add("no metadata") }
        for (place, cell) in notebook.cells.enumerated() {
            judge(cell, place + 1, notebook)
            judgeOrder(cell, place + 1)
        }
    }

    private mutating func add(_ message: String, _ rule: NotebookFinding.Rule = .format, cell: Int? = nil) {
        findings.append(NotebookFinding(rule, .warning, cell: cell, message))
    }

    private mutating func judge(_ cell: NotebookCell, _ number: Int, _ notebook: NotebookContent) {
        if !Self.cellTypes.contains(cell.type) { add("unknown cell_type '\(cell.type)'", cell: number) }
        if cell.members["metadata"]?.objectValue == nil { add("no metadata", cell: number) }
        if cell.type == "code" { judgeOutputs(cell, number) }
        guard notebook.major == 4, notebook.minor >= 5 else { return }
        guard let id = cell.id else { return add("no id", .id, cell: number) }
        if let first = ids.updateValue(number, forKey: ByteKey(id)) {
            add("the same id '\(id)' as cell \(first)", .id, cell: number)
        }
        if !(1...64).contains(id.utf8.count) || !id.utf8.allSatisfy(Self.isIDByte) {
            add("an id that nbformat does not allow", .id, cell: number)
        }
    }

    private static func isIDByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
        default: false
        }
    }

    private mutating func judgeOutputs(_ cell: NotebookCell, _ number: Int) {
        guard let outputs = cell.members["outputs"]?.arrayValue else { return add("no outputs", cell: number) }
        for output in outputs {
            let type = output["output_type"]?.stringValue
            if let type, Self.outputTypes.contains(type) { continue }
            return add(type.map { "unknown output_type '\($0)'" } ?? "an output without output_type", cell: number)
        }
    }

    private mutating func judgeOrder(_ cell: NotebookCell, _ number: Int) {
        guard let count = cell.members["execution_count"]?.integerValue else { return }
        if let last = lastCount, count < last.count {
            add("ran before cell \(last.cell), which stands above it", .order, cell: number)
        }
        lastCount = (count, number)
    }
}

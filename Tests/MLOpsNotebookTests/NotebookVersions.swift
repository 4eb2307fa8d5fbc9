import MLOpsCore
import MLOpsTestSupport

/// A notebook that random edits make versions of.
struct NotebookVersions {
    enum Identity: CaseIterable {
        case none, numbers, own
    }

    struct Cell: Hashable {
        var id: String
        var type: String
        var source: String
        var tags: [String] = []
    }

    var random: SeededGenerator
    let identity: Identity
    private var serial = 0

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        identity = Identity.allCases.randomElement(using: &random) ?? .none
    }

    mutating func cells(_ count: Int) -> [Cell] {
        (0..<count).map { _ in cell() }
    }

    mutating func cell() -> Cell {
        serial += 1
        let lines = (0..<pick(1...5)).map { "line \(serial) \($0) \(pick(0...999_999))" }
        return Cell(
            id: "cell-\(serial)", type: pick(1...4) == 1 ? "markdown" : "code", source: lines.joined(separator: "\n"))
    }

    /// The cell with one line more, or another first line.
    mutating func changed(_ cell: Cell) -> Cell {
        serial += 1
        var cell = cell
        var lines = cell.source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        switch pick(0...2) {
        case 0: lines.append("appended \(serial)")
        case 1: lines.insert("prepended \(serial)", at: 0)
        default: lines[0] += " and \(serial)"
        }
        cell.source = lines.joined(separator: "\n")
        return cell
    }

    /// Some edits after another.
    mutating func edited(_ cells: [Cell], moving: Bool = true) -> [Cell] {
        var cells = cells
        for _ in 0..<pick(1...4) {
            let place = cells.isEmpty ? 0 : pick(0...(cells.count - 1))
            switch pick(0...(moving ? 5 : 4)) {
            case 0, 1: cells.insert(cell(), at: cells.isEmpty ? 0 : pick(0...cells.count))
            case 2 where !cells.isEmpty: cells.remove(at: place)
            case 5 where cells.count > 1:
                let moved = cells.remove(at: place)
                cells.insert(moved, at: pick(0...cells.count))
            default: if !cells.isEmpty { cells[place] = changed(cells[place]) }
            }
        }
        return cells
    }

    func notebook(_ cells: [Cell], spaces: Int = 0) -> [UInt8] {
        let values = cells.enumerated().map { place, cell -> JSONValue in
            var members: JSONObject = [
                "cell_type": .string(cell.type),
                "metadata": cell.tags.isEmpty ? [:] : ["tags": .array(cell.tags.map { .string($0) })],
                "source": .string(cell.source),
            ]
            if cell.type == "code" {
                members["outputs"] = []
                members["execution_count"] = .null
            }
            if identity != .none { members["id"] = .string(identity == .own ? cell.id : "\(place)") }
            return .object(members)
        }
        let root: JSONValue = [
            "cells": .array(values), "metadata": [:], "nbformat": 4,
            "nbformat_minor": .integer(identity == .none ? 4 : 5),
        ]
        return root.serialized(.pretty) + [UInt8](repeating: 0x20, count: spaces)
    }

    mutating func pick(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &random)
    }
}

/// What a merged notebook says, cell by cell.
struct MergedCells {
    let sources: [String]

    init(_ bytes: [UInt8]) throws {
        let notebook = try JSONValue.parse(bytes)
        sources = (notebook["cells"]?.arrayValue ?? []).map { cell in
            cell["source"]?.stringValue ?? (cell["source"]?.arrayValue ?? []).compactMap(\.stringValue).joined()
        }
    }

    /// Lines without markers, sorted: what is the same whichever side is called ours.
    var content: [String] {
        sources.map { source in
            source.split(separator: "\n").map(String.init).filter { line in
                !["<<<<<<<", "=======", ">>>>>>>"].contains { line.hasPrefix($0) }
            }.sorted().joined(separator: "\n")
        }.sorted()
    }

    var text: String { sources.joined(separator: "\n") }
}

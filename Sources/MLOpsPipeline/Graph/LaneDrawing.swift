/// Draws a graph whose nodes come one after the other, those that a node needs before it. A lane is a column that
/// leads from a node to all that still need it.
struct LaneDrawing {
    private(set) var text = ""
    /// For each lane the node it comes from and those that it still leads to; nil for a free column.
    private var lanes: [(from: Int, to: Set<Int>)?] = []

    mutating func add(_ node: Int, needing needs: [Int], neededBy next: [Int], name: String) {
        let incoming = lanes.indices.filter { lanes[$0].map { needs.contains($0.from) } ?? false }
        // A lane that ends here is where the node stands; else it gets a column of its own.
        let ending = incoming.filter { lanes[$0]?.to == [node] }
        let column = ending.first ?? freeColumn(besides: incoming)
        connect(incoming, to: column, ending: Set(ending))
        for lane in incoming { lanes[lane]?.to.remove(node) }
        for lane in ending where lane != column { lanes[lane] = nil }
        lanes[column] = (node, Set(next))
        dropFreeLanes()
        write(lanes.indices.map { $0 == column ? "o" : lanes[$0] == nil ? " " : "│" }, name: name)
        if next.isEmpty { lanes[column] = nil }
        dropFreeLanes()
    }

    private mutating func dropFreeLanes() {
        while let last = lanes.last, last == nil { lanes.removeLast() }
    }

    private mutating func freeColumn(besides incoming: [Int]) -> Int {
        let start = (incoming.first ?? -1) + 1
        if let free = lanes.indices.first(where: { $0 >= start && lanes[$0] == nil }) { return free }
        lanes.append(nil)
        return lanes.count - 1
    }

    /// One line that joins the lanes to the column of the node, unless the node stands below its only one.
    private mutating func connect(_ incoming: [Int], to column: Int, ending: Set<Int>) {
        let ends = Set(incoming + [column])
        guard ends.count > 1, let left = ends.min(), let right = ends.max() else { return }
        var signs: [String] = []
        for lane in lanes.indices {
            let isOwn = ends.contains(lane)
            let isPassing = lanes[lane] != nil && !(ending.contains(lane) && lane != column)
            let isNew = lane == column && !ending.contains(lane)
            switch (lane < left || lane > right, isOwn) {
            case (true, _): signs.append(lanes[lane] == nil ? " " : "│")
            case (false, false): signs.append(lanes[lane] == nil ? "─" : "┼")
            case (false, true):
                signs.append(
                    Self.corner(
                        isLeft: lane == left, isRight: lane == right, goesUp: !isNew,
                        goesDown: isPassing || isNew || lane == column))
            }
        }
        let body = signs.enumerated().map { index, sign in
            sign + (index >= left && index < right ? "─" : " ")
        }.joined()
        text += Self.trimmed(body) + "\n"
    }

    private static func corner(isLeft: Bool, isRight: Bool, goesUp: Bool, goesDown: Bool) -> String {
        switch (goesUp, goesDown) {
        case (true, true): isLeft ? "├" : isRight ? "┤" : "┼"
        case (true, false): isLeft ? "╰" : isRight ? "╯" : "┴"
        default: isLeft ? "╭" : isRight ? "╮" : "┬"
        }
    }

    private mutating func write(_ signs: [String], name: String) {
        text += signs.joined(separator: " ") + "  " + name + "\n"
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }
}

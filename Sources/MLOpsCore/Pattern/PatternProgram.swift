/// A regular expression as a graph: from each state on a character to the next, or at no cost to others (Thompson).
struct PatternProgram: Sendable {
    private enum State: Sendable {
        case match
        case set(ScalarSet, next: Int)
        case split([Int])
    }

    private var states: [State] = [.match]
    /// The states one starts in.
    private(set) var start: [Int] = []

    /// How many nodes were added; copies of empty groups make no state.
    private var work = 0

    private static let maxStates = 2_000
    private static let maxWork = 50_000

    init(_ node: PatternNode) throws(PatternError) {
        let first = try add(node, before: 0)
        start = closure([first])
    }

    /// Where one is after `scalar`, in ascending order.
    func step(_ current: [Int], _ scalar: UInt32) -> [Int] {
        var next: [Int] = []
        for state in current {
            if case .set(let set, let target) = states[state], set.contains(scalar) { next.append(target) }
        }
        return closure(next)
    }

    func accepts(_ current: [Int]) -> Bool {
        current.contains(0)
    }

    /// The states that are reached at no cost; splits themselves are left out.
    private func closure(_ entries: [Int]) -> [Int] {
        var isSeen = Array(repeating: false, count: states.count)
        var found: [Int] = []
        var rest = entries
        while let state = rest.popLast() {
            guard !isSeen[state] else { continue }
            isSeen[state] = true
            if case .split(let targets) = states[state] {
                rest += targets
            } else {
                found.append(state)
            }
        }
        return found.sorted()
    }

    private mutating func append(_ state: State) throws(PatternError) -> Int {
        guard states.count < Self.maxStates else { throw PatternError(description: "the pattern is too large") }
        states.append(state)
        return states.count - 1
    }

    /// Adds `node` so that it goes on at `next`; returns its first state.
    private mutating func add(_ node: PatternNode, before next: Int) throws(PatternError) -> Int {
        work += 1
        guard work < Self.maxWork else { throw PatternError(description: "the pattern is too large") }
        switch node {
        case .set(let set): return try append(.set(set, next: next))
        case .sequence(let parts):
            var next = next
            for part in parts.reversed() { next = try add(part, before: next) }
            return next
        case .choice(let branches):
            var targets: [Int] = []
            for branch in branches { targets.append(try add(branch, before: next)) }
            return try append(.split(targets))
        case .repeated(let node, let least, let most): return try add(node, least, most, before: next)
        }
    }

    private mutating func add(
        _ node: PatternNode, _ least: Int, _ most: Int?, before next: Int
    ) throws(PatternError) -> Int {
        var first = next
        if let most {
            for _ in least..<most { first = try append(.split([try add(node, before: first), next])) }
        } else {
            let loop = try append(.split([]))
            let body = try add(node, before: loop)
            states[loop] = .split([body, next])
            first = loop
        }
        for _ in 0..<least { first = try add(node, before: first) }
        return first
    }
}

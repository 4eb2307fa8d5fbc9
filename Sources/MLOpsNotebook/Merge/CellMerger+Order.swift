internal import MLOpsCore

extension CellMerger {
    /// Which cells the result has, in order: that of the side that moved cells, else ours, and what only the other side
    /// has goes after the cell that it follows there.
    mutating func order() -> [CellToken] {
        let left = ourTokens.filter(isPresent)
        let right = theirTokens.filter(isPresent)
        let takesTheirs = Self.isMoved(right) && !Self.isMoved(left)
        if Self.isMoved(right), Self.isMoved(left),
            right.filter(Set(left).contains) != left.filter(Set(right).contains)
        {
            notes.append("both sides moved cells; the order is that of '\(lines.ours)'")
        }
        return takesTheirs ? insert(left, into: right, first: true) : insert(right, into: left, first: false)
    }

    private var ourTokens: [CellToken] {
        fromOurs.origins.enumerated().map { place, origin in origin.map(CellToken.base) ?? .ours(place) }
    }

    /// New cells that say the same after the same cell on both sides are one.
    private var theirTokens: [CellToken] {
        var waiting: [Spot: [Int]] = [:]
        for (spot, place) in spots(ours, fromOurs) { waiting[spot, default: []].append(place) }
        var twins: [Int: Int] = [:]
        for (spot, place) in spots(theirs, fromTheirs) where !(waiting[spot] ?? []).isEmpty {
            twins[place] = waiting[spot]?.removeFirst()
        }
        return fromTheirs.origins.enumerated().map { place, origin in
            origin.map(CellToken.base) ?? twins[place].map(CellToken.ours) ?? .theirs(place)
        }
    }

    /// New cells, each with the cell of the base before it.
    private func spots(_ side: NotebookContent, _ matching: CellMatching) -> [(spot: Spot, place: Int)] {
        var last = -1
        var spots: [(spot: Spot, place: Int)] = []
        for (place, origin) in matching.origins.enumerated() {
            if let origin {
                last = origin
            } else {
                spots.append((Spot(after: last, identity: side.cells[place].identity), place))
            }
        }
        return spots
    }

    /// What one side deleted is gone unless the other side changed it.
    private func isPresent(_ token: CellToken) -> Bool {
        guard case .base(let place) = token else { return true }
        switch (inOurs[place], inTheirs[place]) {
        case (nil, nil): return false
        case (let one?, nil): return ours.cells[one].substance != base.cells[place].substance
        case (nil, let two?): return theirs.cells[two].substance != base.cells[place].substance
        default: return true
        }
    }

    private static func isMoved(_ tokens: [CellToken]) -> Bool {
        var last = -1
        for case .base(let place) in tokens {
            if place < last { return true }
            last = place
        }
        return false
    }

    /// `guests` put into `hosts`; where both added cells at one place, the guests' come `first` or last.
    private mutating func insert(_ guests: [CellToken], into hosts: [CellToken], first: Bool) -> [CellToken] {
        let (known, shared) = (Set(hosts), Set(guests))
        var after: [CellToken?: [CellToken]] = [:]
        var anchor: CellToken?
        for guest in guests {
            if known.contains(guest) { anchor = guest } else { after[anchor, default: []].append(guest) }
        }
        var result = first ? after[nil] ?? [] : []
        var waiting = first ? [] : after[nil] ?? []
        for host in hosts {
            if shared.contains(host) || first {
                result += waiting + [host]
                waiting = []
                if first { result += after[host] ?? [] } else { waiting = after[host] ?? [] }
            } else {
                if host.isNew, waiting.contains(where: \.isNew) { noteMeeting(result.count) }
                result.append(host)
            }
        }
        return result + waiting
    }

    private mutating func noteMeeting(_ count: Int) {
        let place = count == 0 ? "at the top" : "after cell \(count)"
        if notes.last?.hasPrefix("both sides added cells") ?? false { return }
        notes.append("both sides added cells \(place); those of '\(lines.ours)' stand first")
    }
}

/// After which cell of the base a new cell stands, and what it says.
private struct Spot: Hashable {
    let after: Int
    let identity: ByteKey
}

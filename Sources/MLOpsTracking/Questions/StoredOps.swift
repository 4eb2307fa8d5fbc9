internal import MLOpsCore
internal import MLOpsLog

extension RunStore {
    /// The lines of the ops that a person means, byte for byte: those of a run or of what else ops speak of, by its id,
    /// or the one op whose id begins like that.
    package func storedOps(of text: String) throws -> [[UInt8]] {
        if let record = try findIfPresent(text) { return try log.storedLines(of: record.id) }
        let digits = text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) } ? text : ""
        if [32, 40].contains(digits.utf8.count) {
            let lines = try log.storedLines(of: digits)
            if !lines.isEmpty { return lines }
        }
        // Four digits fit too many ops; an id that is pasted is longer.
        let matches = digits.utf8.count >= 4 ? try log.allOps().filter { $0.id.hasPrefix(digits) } : []
        switch matches.count {
        case 0: throw LogError(.unknownRun, "no such run or op '\(text)'", hints: ["git mlops runs list"])
        case 1: return [matches[0].line]
        default:
            throw LogError(
                .ambiguousRun, "short op id '\(text)' is ambiguous", hints: matches.prefix(10).map(\.id))
        }
    }
}

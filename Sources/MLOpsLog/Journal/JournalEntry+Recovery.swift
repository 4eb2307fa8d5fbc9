internal import MLOpsCore
internal import MLOpsSystem

/// What a dead process left in a journal file.
extension JournalEntry {
    /// Whole batches that are not known to be in the log.
    var waiting: [JournalBatch] {
        JournalReader(contents).batches.filter { $0.commit == nil }
    }

    /// Takes away what comes after the last line about a batch in the log: the process died while it wrote it.
    func cutTornLines() {
        let text = contents
        var kept = 0
        var position = 0
        for line in text.split(separator: 0x0a, omittingEmptySubsequences: false) {
            position += line.count + 1
            if position <= text.count, line.starts(with: JournalBatch.markPrefix) { kept = position }
        }
        cut(to: Int64(kept))
    }
}

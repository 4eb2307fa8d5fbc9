extension TableRun {
    /// Whether the text can be read at all.
    mutating func isReadable() -> Bool {
        guard let form = ForeignForm(text.window) else { return true }
        addEncoding(.wholeFile) { (form.problem, form.hint) }
        return false
    }

    /// Tells what is wrong with the encoding of what has just been passed.
    mutating func noteEncoding(_ records: CSVRecords) {
        let passed = records.offset + records.reader.position
        if let offset = encoding.zero, !toldZero, offset < passed {
            toldZero = true
            addEncoding(place(of: offset, records)) { ("has a NUL byte", nil) }
        }
        if let (offset, byte) = encoding.invalid, !toldInvalid, offset < passed {
            toldInvalid = true
            let hex = String(byte, radix: 16)
            addEncoding(place(of: offset, records)) {
                ("is not UTF-8 text (byte 0x\(hex))", EncodingCheck.conversion)
            }
        }
    }

    /// The physical line of byte `offset` of the text, which lies between the reader's base and its position.
    private func place(of offset: Int, _ records: CSVRecords) -> RowPlace {
        let reader = records.reader
        let passed = reader.text[reader.base..<(offset - records.offset)]
        return RowPlace(line: reader.baseLine + LineCount.lineEnds(in: passed), record: nil)
    }

    private mutating func addEncoding(_ place: RowPlace, _ problem: () -> (String, String?)) {
        var tally = RuleTally("encoding", countsRows: false)
        tally.add(place, limit: 1) { problem() }
        encodingTallies.append(tally)
    }
}

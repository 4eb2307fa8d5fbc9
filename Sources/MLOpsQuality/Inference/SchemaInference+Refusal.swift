internal import MLOpsCore

extension SchemaInference {
    /// Why no schema can be drawn from a file: what is wrong with it, to follow its name, and how to mend that.
    /// Nil: ``infer(_:name:ranges:)`` gives a schema that the file satisfies.
    package static func refusal(_ bytes: [UInt8]) -> (problem: String, hint: String)? {
        if bytes.isEmpty { return ("is empty", "a table has a line of column names at least") }
        return bytes.withUnsafeBufferPointer { text in
            if let form = ForeignForm(text) { return (form.problem, form.hint) }
            if isJSONLines(text) {
                return ("is JSON, no table", "schemas judge CSV and TSV files; save it as one")
            }
            return encoding(text)
        }
    }

    /// Whether the first line is a whole JSON object with a member.
    private static func isJSONLines(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.first == UInt8(ascii: "{") else { return false }
        let line = text.prefix(1 << 20).prefix { $0 != 0x0a }
        guard let value = try? JSONValue.parse(Array(line)) else { return line.count == 1 }
        return value.objectValue?.isEmpty == false
    }

    private static func encoding(_ text: UnsafeBufferPointer<UInt8>) -> (problem: String, hint: String)? {
        var check = EncodingCheck()
        check.check(text, at: 0, isLast: true)
        if let offset = check.zero {
            return ("has a NUL byte in line \(line(of: offset, text))", "a table is text; take the byte out")
        }
        guard let (offset, byte) = check.invalid else { return nil }
        let hex = String(byte, radix: 16)
        return (
            "is not UTF-8 text (byte 0x\(hex) in line \(line(of: offset, text)))", EncodingCheck.conversion
        )
    }

    private static func line(of offset: Int, _ text: UnsafeBufferPointer<UInt8>) -> Int {
        LineCount.lineEnds(in: text[..<offset]) + 1
    }
}

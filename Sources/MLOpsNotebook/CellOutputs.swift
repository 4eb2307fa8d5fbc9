internal import MLOpsCore

/// Finds the outputs of a notebook's code cells, and puts outputs back into a stripped one. nbformat 4 only.
package enum CellOutputs {
    /// A code cell as the cache sees it.
    private struct Cell {
        let key: CellOutput.Key
        let outputs: Int
        let count: Int
    }

    static func collect(_ document: NotebookDocument, _ format: NotebookFormat) -> [CellOutput] {
        cells(document, format).compactMap { cell in
            guard document.isTrue(cell.outputs) || document.kind(cell.count) != .null else { return nil }
            return CellOutput(
                key: cell.key, outputs: document.tape.tokens[cell.outputs].range,
                count: document.tape.tokens[cell.count].range)
        }
    }

    /// `bytes`, a stripped notebook, with what `find` knows of its code cells without outputs. nil: nothing is known,
    /// or stripping the result with `options` would not give `bytes` back, so that git would see a change.
    package static func restore(
        _ bytes: [UInt8], options: StripOptions, find: (CellOutput.Key) -> (outputs: [UInt8], count: [UInt8])?
    ) -> [UInt8]? {
        guard let document = try? NotebookDocument(bytes), let format = try? NotebookFormat(document) else {
            return nil
        }
        var patches: [(range: Range<Int>, bytes: [UInt8])] = []
        for cell in cells(document, format) where !document.isTrue(cell.outputs) {
            guard let found = find(cell.key) else { continue }
            patches.append((document.tape.tokens[cell.outputs].range, found.outputs))
            if document.kind(cell.count) == .null {
                patches.append((document.tape.tokens[cell.count].range, found.count))
            }
        }
        guard !patches.isEmpty else { return nil }
        let restored = apply(patches.sorted { $0.range.lowerBound < $1.range.lowerBound }, to: bytes)
        let stripped = try? NotebookStrip.strip(restored, options: options).bytes
        return stripped == bytes ? restored : nil
    }

    private static func apply(_ patches: [(range: Range<Int>, bytes: [UInt8])], to bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + patches.reduce(0) { $0 + $1.bytes.count })
        var position = 0
        for patch in patches {
            result += bytes[position..<patch.range.lowerBound]
            result += patch.bytes
            position = patch.range.upperBound
        }
        return result + bytes[position...]
    }

    private static func cells(_ document: NotebookDocument, _ format: NotebookFormat) -> [Cell] {
        guard format.major == 4, let list = document.member("cells", of: 0), document.kind(list) == .array else {
            return []
        }
        var context = CellHash()
        var ordinals: [UInt64: UInt32] = [:]
        return document.items(list).compactMap { cell in
            guard let type = document.member("cell_type", of: cell), document.says(type, "code"),
                let outputs = document.member("outputs", of: cell), document.kind(outputs) == .array,
                let count = document.member("execution_count", of: cell),
                let text = document.member("source", of: cell)
            else { return nil }
            var hash = CellHash()
            for string in document.strings(text) ?? [] { add(document, string, to: &hash) }
            let ordinal = ordinals[hash.value, default: 0]
            let key = CellOutput.Key(source: hash.value, context: context.value, ordinal: ordinal)
            ordinals[hash.value] = ordinal + 1
            context.add(hash.value)
            return Cell(key: key, outputs: outputs, count: count)
        }
    }

    /// A text hashes alike however it is cut into strings.
    private static func add(_ document: NotebookDocument, _ string: Int, to hash: inout CellHash) {
        for byte in document.tape.decodedBytes(string) { hash.add(UInt64(byte)) }
    }
}

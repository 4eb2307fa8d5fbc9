import MLOpsNotebook
import MLOpsTestSupport
import Testing

@Suite struct NotebookPropertyTests {
    /// What was stripped once stays as it is. (Not so in formats 2 and 3, where nbformat may join lines with
    /// newlines that were not there.)
    @Test func strippingTwiceIsStrippingOnce() throws {
        for seed in UInt64(1)...600 {
            var generator = NotebookGenerator(seed: seed)
            let notebook = generator.notebook()
            guard generator.major == 4 || generator.major < 2 else { continue }
            var options = generator.options()
            options.keepID = generator.chance(5)
            // Where both `a.b` and `a: {b}` are there, each run removes one, as in nbstripout.
            options.extraKeys.removeAll { $0 == "cell.metadata.a.b" }
            guard let once = try? NotebookStrip.strip(Array(notebook.utf8), options: options) else { continue }
            let twice = try NotebookStrip.strip(once.bytes, options: options)
            #expect(twice.bytes == once.bytes, "seed \(seed)")
            #expect(!twice.contentChanged, "seed \(seed): \(twice.findings)")
        }
    }

    /// Damaged notebooks are refused or stripped, never worse.
    @Test func damageIsHarmless() throws {
        var random = SeededGenerator(seed: 5)
        for seed in UInt64(1)...400 {
            var generator = NotebookGenerator(seed: seed)
            let notebook = Array(generator.notebook().utf8)
            for _ in 0..<20 {
                var damaged = notebook
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let index = Int.random(in: 0..<damaged.count, using: &random)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: damaged[index] = UInt8.random(in: 0...255, using: &random)
                    case 1: damaged.remove(at: index)
                    case 2:
                        damaged.insert(
                            UInt8(ascii: Array("{}[]\",:\\0u".unicodeScalars).randomElement(using: &random) ?? "{"),
                            at: index)
                    default: damaged.removeSubrange(index...)
                    }
                    if damaged.isEmpty { damaged = [0x7b] }
                }
                let options = generator.options()
                if let result = try? NotebookStrip.strip(damaged, options: options) {
                    _ = try NotebookStrip.strip(result.bytes, options: options)
                }
            }
        }
    }

    /// Values of wrong kinds in places that are looked into.
    @Test func wrongKindsAreHarmless() throws {
        let kinds = ["null", "true", "1", "1.5", "\"s\"", "[]", "[1]", "[\"a\", 1]", "{}", "{\"a\": 1}"]
        let places = ["metadata", "source", "outputs", "cell_type", "id", "attachments", "execution_count", "trusted"]
        for place in places {
            for kind in kinds {
                for major in [1, 2, 3, 4] {
                    let cell =
                        "{\"cell_type\": \"code\", \"outputs\": [\(kind), {\"data\": \(kind), \"output_type\": \"display_data\"}], \"\(place)\": \(kind)}"
                    let cells = major == 4 ? "\"cells\": [\(cell)]" : "\"worksheets\": [{\"cells\": [\(cell)]}]"
                    var options = StripOptions()
                    options.keepOutput = true
                    options.dropEmptyCells = kind == "1"
                    let text = "{\(cells), \"metadata\": {}, \"nbformat\": \(major)}"
                    let result = try NotebookStrip.strip(Array(text.utf8), options: options)
                    _ = try NotebookStrip.strip(result.bytes)
                }
            }
        }
    }
}

import Glibc
import MLOpsNotebook
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Our bytes against those of the real nbstripout, on generated notebooks. `GIT_MLOPS_CASES` sets how many.
@Suite struct NbstripoutContractTests {
    @Test func sameBytes() throws {
        guard let peer = try NbstripoutPeer() else {
            Issue.record(Comment(rawValue: Peers.missing("nbstripout")))
            return
        }
        let count = getenv("GIT_MLOPS_CASES").flatMap { Int(String(cString: $0)) } ?? 400
        let cases = (0..<count).map { Self.makeCase(UInt64($0) &+ 1) }
        let answers = try peer.strip(cases)
        #expect(answers.count == cases.count)
        var compared = 0
        var differences = 0
        for (index, (given, answer)) in zip(cases, answers).enumerated() {
            guard let answer else { continue }
            compared += 1
            if differences < 5, !Self.agrees(given, answer, index) { differences += 1 }
        }
        // Most cases must be ones that nbstripout accepts, or nothing is proved.
        #expect(compared * 10 >= cases.count * 7)
    }

    /// The program itself, once: that what it reads and writes is what its functions take and give.
    @Test func sameBytesAsTheProgram() throws {
        guard let program = Peers.find("nbstripout") else {
            Issue.record(Comment(rawValue: Peers.missing("nbstripout")))
            return
        }
        let notebook = Array(
            """
            {"cells": [{"cell_type": "code", "source": "a = 1\\nprint('é\u{2028}')", "metadata": {"x": 1E5}, "id": "q",\r
              "outputs": [{"output_type": "stream", "name": "stdout", "text": "é"}], "execution_count": 1}],
             "metadata": {"b": -0, "a": "\\u00e9"}, "nbformat": 4, "nbformat_minor": 5}
            """.utf8)
        let theirs = try ChildProcess.run([program], input: notebook)
        #expect(theirs.status == .exited(0))
        #expect(try NotebookStrip.strip(notebook).bytes == theirs.output)
    }

    private static func agrees(
        _ given: (notebook: [UInt8], options: StripOptions), _ answer: NbstripoutPeer.Answer, _ index: Int
    ) -> Bool {
        do {
            let result = try NotebookStrip.strip(given.notebook, options: given.options)
            let ours = NbstripoutPeer.Answer(bytes: result.bytes, contentChanged: result.contentChanged)
            guard ours != answer else { return true }
            Issue.record(
                """
                case \(index) differs (content changed: \(ours.contentChanged), there \(answer.contentChanged))
                \(given.options)
                --- input
                \(String(decoding: given.notebook, as: UTF8.self))
                --- ours
                \(String(decoding: ours.bytes, as: UTF8.self))
                --- nbstripout
                \(String(decoding: answer.bytes, as: UTF8.self))
                """)
        } catch {
            Issue.record("case \(index): \(error)\n\(String(decoding: given.notebook, as: UTF8.self))")
        }
        return false
    }

    private static func makeCase(_ seed: UInt64) -> (notebook: [UInt8], options: StripOptions) {
        var generator = NotebookGenerator(seed: seed)
        let notebook = Array(generator.notebook().utf8)
        return (notebook, generator.options())
    }
}

extension NotebookGenerator {
    /// Options of which nbstripout has no known defect on this notebook.
    mutating func options() -> StripOptions {
        var options = StripOptions()
        options.mode = major == 0 ? .zeppelin : .jupyter
        guard chance(7) else { return options }
        options.keepOutput = chance(5) ? true : nil
        options.keepCount = chance(3)
        options.keepID = chance(3) && (major, minor) < (4, 5)
        options.extraKeys = [
            "metadata.kernelspec", "cell.metadata.a.b", "cell.metadata.b", "metadata.toc.base", "bad", "x.y",
        ]
        .filter { _ in chance(3) }
        options.keepMetadataKeys = ["cell.metadata.collapsed", "metadata.widgets", "cell.metadata.b"].filter { _ in
            chance(2)
        }
        options.dropEmptyCells = chance(2) && major == 4
        options.dropTaggedCells = chance(2) ? ["drop"] : []
        options.stripInitCells = chance(2)
        options.maxSize = pick([0, 0, 0, 10, 40, 100, 1000])
        options.dropOutputTypes = ["stream:stderr", "error", "pyout"].filter { _ in chance(2) }
        options.keepOutputTypes = ["stream:stdout", "display_data", "fancy"].filter { _ in chance(2) }
        return options
    }
}

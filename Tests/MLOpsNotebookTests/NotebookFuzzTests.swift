import Glibc
import MLOpsCore
import MLOpsNotebook
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Seeded mutation of a small corpus. GIT_MLOPS_FUZZ_SECONDS makes it go on for so long.
@Suite struct NotebookFuzzTests {
    @Test(arguments: UInt64(1)...4) func anyBytesAreStrippedOrRefused(_ seed: UInt64) throws {
        var fuzzer = try NotebookFuzzer(seed: seed)
        for _ in 0..<400 {
            try judge(&fuzzer)
            try judgeMerge(&fuzzer)
        }
    }

    @Test func forAsLongAsWished() throws {
        guard let seconds = getenv("GIT_MLOPS_FUZZ_SECONDS").flatMap({ Int64(String(cString: $0)) }) else { return }
        let end = MonotonicClock.milliseconds() + seconds * 1000
        var seed = UInt64(MonotonicClock.milliseconds())
        while MonotonicClock.milliseconds() < end {
            seed += 1
            var fuzzer = try NotebookFuzzer(seed: seed)
            let line = Array("seed \(seed)\n".utf8)
            _ = write(2, line, line.count)
            for _ in 0..<1000 {
                try judge(&fuzzer)
                try judgeMerge(&fuzzer)
            }
        }
    }

    private func judge(_ fuzzer: inout NotebookFuzzer) throws {
        let bytes = fuzzer.next()
        let options = fuzzer.options()
        guard let result = try? NotebookStrip.strip(bytes, options: options) else { return }
        // What is written is a notebook again, and nothing that is left would be removed the next time.
        let again = try NotebookStrip.strip(result.bytes, options: options)
        if options.mode == .jupyter, isFormat4(result.bytes) {
            #expect(again.bytes == result.bytes, "\(String(decoding: bytes, as: UTF8.self))")
        }
        for output in result.outputs {
            #expect(bytes[output.outputs].first == UInt8(ascii: "["))
        }
        var plain = options
        plain.collectOutputs = false
        let restored = CellOutputs.restore(result.bytes, options: plain) { key in
            result.outputs.first { $0.key == key }.map { (Array(bytes[$0.outputs]), Array(bytes[$0.count])) }
        }
        if let restored { #expect(try NotebookStrip.strip(restored, options: plain).bytes == result.bytes) }
    }

    /// A merge of three damaged notebooks is a notebook, and comparing and looking over takes anything.
    private func judgeMerge(_ fuzzer: inout NotebookFuzzer) throws {
        let versions = [fuzzer.next(), fuzzer.next(), fuzzer.next()]
        if let result = NotebookMerge().merge(base: versions[0], ours: versions[1], theirs: versions[2]),
            !versions[1...].contains(result.bytes)
        {
            _ = try JSONValue.parse(result.bytes, options: .allowNonFinite)
        }
        _ = NotebookDiff(from: versions[0], to: versions[1])
        _ = NotebookText.of(versions[2])
        _ = try? NotebookReview().findings(versions[0])
    }

    private func isFormat4(_ bytes: [UInt8]) -> Bool {
        let value = try? JSONValue.parse(bytes, options: .allowNonFinite)
        return value?["nbformat"]?.integerValue == 4
    }
}

import MLOpsCore
import MLOpsNotebook
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// What holds for every merge, over seeded random notebooks with own ids, counting ids and none.
@Suite struct NotebookMergePropertyTests {
    private let merge = NotebookMerge()

    @Test(arguments: UInt64(1)...120) func onlyOneSideChanged(_ seed: UInt64) throws {
        var versions = NotebookVersions(seed: seed)
        let base = versions.cells(versions.pick(0...8))
        let changed = versions.edited(base)
        // Another layout, so that it is not decided by comparing files.
        let same = versions.notebook(base, spaces: 1)
        let left = try #require(
            merge.merge(base: versions.notebook(base), ours: versions.notebook(changed), theirs: same))
        let right = try #require(
            merge.merge(base: versions.notebook(base), ours: same, theirs: versions.notebook(changed)))
        #expect(try MergedCells(left.bytes).sources == changed.map(\.source), "\(versions.identity)")
        #expect(try MergedCells(left.bytes).sources == MergedCells(right.bytes).sources)
        #expect(left.conflicts.isEmpty && right.conflicts.isEmpty)
    }

    @Test(arguments: UInt64(1)...120) func changesOfDifferentCellsBothApply(_ seed: UInt64) throws {
        var versions = NotebookVersions(seed: seed)
        let base = versions.cells(versions.pick(2...8))
        var (ours, theirs, both) = (base, base, base)
        for place in base.indices {
            switch versions.pick(0...2) {
            case 0:
                ours[place] = versions.changed(base[place])
                both[place] = ours[place]
            case 1:
                theirs[place] = versions.changed(base[place])
                both[place] = theirs[place]
            default: break
            }
        }
        let result = try #require(
            merge.merge(
                base: versions.notebook(base), ours: versions.notebook(ours), theirs: versions.notebook(theirs)))
        #expect(result.conflicts.isEmpty)
        #expect(try MergedCells(result.bytes).sources == both.map(\.source), "\(versions.identity)")
    }

    @Test(arguments: UInt64(1)...200) func nothingIsLostAndSidesAreAlike(_ seed: UInt64) throws {
        var versions = NotebookVersions(seed: seed)
        let base = versions.cells(versions.pick(0...7))
        let (ours, theirs) = (versions.edited(base), versions.edited(base))
        let result = try #require(
            merge.merge(
                base: versions.notebook(base), ours: versions.notebook(ours), theirs: versions.notebook(theirs)))
        let merged = try MergedCells(result.bytes)
        let old = Set(base.flatMap { $0.source.split(separator: "\n") })
        for cell in ours + theirs {
            for line in cell.source.split(separator: "\n") where !old.contains(line) {
                #expect(merged.text.contains(line), "\(line)")
            }
        }
        for cell in base where ours.contains(cell) && theirs.contains(cell) {
            #expect(merged.sources.contains(cell.source))
        }
        let swapped = try #require(
            merge.merge(
                base: versions.notebook(base), ours: versions.notebook(theirs), theirs: versions.notebook(ours)))
        #expect(try MergedCells(swapped.bytes).content == merged.content)
        #expect(swapped.conflicts.count == result.conflicts.count)
    }

    /// By nbformat itself, which every program that opens notebooks goes by.
    @Test func everyResultIsValid() throws {
        let peer = try #require(try NbstripoutPeer(), "\(Peers.missing("nbstripout"))")
        var input: [UInt8] = []
        for seed in UInt64(1)...200 {
            var versions = NotebookVersions(seed: seed)
            let base = versions.cells(versions.pick(1...6))
            let (ours, theirs) = (versions.edited(base), versions.edited(base))
            let result = try #require(
                merge.merge(
                    base: versions.notebook(base), ours: versions.notebook(ours), theirs: versions.notebook(theirs)))
            input += Array("\(result.bytes.count)\n".utf8) + result.bytes
        }
        let script = """
            import sys, nbformat
            for line in sys.stdin.buffer:
                nbformat.validate(nbformat.reads(sys.stdin.buffer.read(int(line)).decode(), as_version=4))
                print('ok')
            """
        let answer = try ChildProcess.run([peer.python, "-W", "error", "-c", script], input: input)
        #expect(answer.text.split(separator: "\n").count == 200, "\(String(decoding: answer.errors, as: UTF8.self))")
    }
}

import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Invariant 2 of the log on a full disk: a small file system of its own, in a user namespace.
@Suite struct FullDiskTests {
    /// Whether a file system can be mounted for one command: the kernel, or a container, may forbid it.
    static let isAvailable: Bool = {
        let folder = TempDirectory()
        let result = try? Shell.run(
            ["unshare", "-rm", "sh", "-c", "mount -t tmpfs none ."], in: folder.path,
            environment: TestEnvironment.make(home: folder.path))
        return result?.code == 0
    }()

    /// One note for each amount of space that is left, from none to enough: at each step of an append once.
    @Test(.enabled(if: isAvailable)) func nothingIsHalfWrittenWhereverTheDiskBecomesFull() throws {
        let project = try DurabilityProject()
        let text = String(repeating: "x", count: 9000)
        let script = """
            set -e
            mkdir ../disk && mount -t tmpfs -o size=8m none ../disk && cp -r . ../disk/repo && cd ../disk/repo
            git mlops runs note \(project.run) first
            set +e
            for free in $(seq 0 4 120); do
              dd if=/dev/zero of=../fill bs=4k 2>/dev/null
              truncate -s -$((free * 1024)) ../fill
              git mlops runs note \(project.run) "$free \(text)" 2>../errors
              code=$?
              rm ../fill
              if git mlops log show \(project.run) | grep -q "\\"text\\":\\"$free "; then shown=1; else shown=0; fi
              git fsck --strict --no-dangling >../fsck 2>&1; fsck=$?
              git mlops log verify >../verify 2>&1; verify=$?
              if grep -q "No space left on device" ../errors; then said=1; else said=0; fi
              find .git -name '*.lock' -o -name 'tmp_*' | grep -q . && litter=1 || litter=0
              echo "$free $code $shown $fsck $verify $said $litter"
            done
            """
        let result = try project.repository.run(["unshare", "-rm", "sh", "-c", script]).check()
        var codes: Set<Substring> = []
        for line in result.output.split(separator: "\n") {
            let words = line.split(separator: " ")
            try #require(words.count == 7)
            codes.insert(words[1])
            // Acknowledged means shown, and refused means not shown, with the reason.
            #expect(words[2] == (words[1] == "0" ? "1" : "0"), "\(line)")
            #expect(words[5] == (words[1] == "0" ? "0" : "1"), "\(line)")
            #expect(words[3] == "0" && words[4] == "0", "\(line)")
            #expect(words[6] == "0", "\(line)")
        }
        #expect(codes == ["0", "128"])
    }
}

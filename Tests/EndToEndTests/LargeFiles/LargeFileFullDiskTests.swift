import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Large files on a disk that is full, by the commands that people type: a small file system of its own, in a user
/// namespace.
@Suite struct LargeFileFullDiskTests {
    private static let isAvailable: Bool = {
        let folder = TempDirectory()
        let result = try? Shell.run(
            ["unshare", "-rm", "sh", "-c", "mount -t tmpfs none ."], in: folder.path,
            environment: TestEnvironment.make(home: folder.path))
        return result?.code == 0
    }()

    /// Prints, after what `body` prints, `sound` when every object of the store has its name, and what is left in `tmp`.
    private func run(_ body: String) throws -> String {
        let project = try LargeFileProject()
        let bare = try project.repository.addBareRemote()
        try project.repository.write("a.bin", LargeFileProject.content(1_500_000, seed: 1))
        try project.repository.commit("one")
        try project.repository.write("a.bin", LargeFileProject.content(1_600_000, seed: 2))
        try project.repository.commit("two")
        try project.repository.mlops("push", "--all").check()
        try project.repository.git("push", "-q", "origin", "main").check()
        let script = """
            mkdir ../disk && mount -t tmpfs -o size=4m none ../disk && cd ../disk || exit 9
            fill() { dd if=/dev/zero of=../disk/fill bs=4k 2>/dev/null; truncate -s -$(($1 * 1024)) ../disk/fill; }
            bare='\(bare)'
            \(body)
            bad=$(find .git/lfs/objects -type f | while read -r f; do
              [ "$(sha256sum < "$f" | cut -d' ' -f1)" = "$(basename "$f")" ] || echo "$f"; done)
            [ -z "$bad" ] && echo sound
            ls .git/lfs/tmp | grep -v '[.]part$'
            exit 0
            """
        return try project.repository.run(["unshare", "-rm", "sh", "-c", script]).check().output
    }

    @Test(.enabled(if: isAvailable), arguments: ["git add", "git mlops add"])
    func adding(_ command: String) throws {
        let output = try run(
            """
            GIT_LFS_SKIP_SMUDGE=1 git clone -q "$bare" repo && cd repo || exit 9
            head -c 1000000 /dev/urandom > b.bin
            dd if=/dev/zero of=../fill bs=4k 2>/dev/null; truncate -s -300k ../fill
            \(command) b.bin 2>../errors && echo added
            grep -q 'No space left on device' ../errors && echo told
            git ls-files b.bin
            rm ../fill
            \(command) b.bin && git ls-files b.bin
            """)
        #expect(output == "told\nb.bin\nsound")
    }

    /// The worktree's file stays a pointer that git takes for unchanged, and the next command finishes it.
    @Test(.enabled(if: isAvailable)) func checkingOut() throws {
        let output = try run(
            """
            git clone -q "$bare" repo && cd repo || exit 9
            rm a.bin
            dd if=/dev/zero of=../fill bs=4k 2>/dev/null; truncate -s -200k ../fill
            git checkout -q -- a.bin 2>../errors
            grep -q 'No space left on device' ../errors && echo told
            [ "$(wc -c < a.bin)" -lt 200 ] && echo pointer
            git status --porcelain
            rm ../fill
            git mlops status > /dev/null
            wc -c < a.bin
            git status --porcelain
            """)
        #expect(output == "told\npointer\n1600000\nsound")
    }

    @Test(.enabled(if: isAvailable)) func fetching() throws {
        let output = try run(
            """
            GIT_LFS_SKIP_SMUDGE=1 git clone -q "$bare" repo && cd repo || exit 9
            dd if=/dev/zero of=../fill bs=4k 2>/dev/null; truncate -s -400k ../fill
            git mlops fetch 2>../errors && echo fetched
            grep -q 'No space left on device' ../errors && echo told
            find .git/lfs/objects -type f
            rm ../fill
            git mlops pull 2>/dev/null && wc -c < a.bin
            git status --porcelain
            """)
        #expect(output == "told\n1600000\nsound")
    }
}

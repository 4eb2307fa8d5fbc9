import Glibc
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct SharedFoldersTests {
    let folder = TempDirectory()

    func mode(_ path: String) -> UInt32 { Files.info(folder.path(path))?.mode ?? 0 }

    @Test func whatIsMadeBelowIsOpenedForTheOthers() throws {
        SharedFolders.share(folder.path("git"), .exact(0o660))
        try Files.makeDirectories(folder.path("git/mlops/a"))
        try Files.write([1], to: folder.path("git/mlops/a/file"))
        try Files.write([1], to: folder.path("git/mlops/a/private"), mode: 0o600)
        #expect(try Files.create([1], at: folder.path("git/mlops/a/new")))
        _ = try Descriptor(opening: folder.path("git/lock"), flags: O_RDWR | O_CREAT)

        for path in ["git/mlops", "git/mlops/a"] { #expect(mode(path) == 0o2770) }
        for name in ["mlops/a/file", "mlops/a/private", "mlops/a/new", "lock"] { #expect(mode("git/" + name) == 0o660) }
    }

    @Test func nothingElseIs() throws {
        SharedFolders.share(folder.path("git"), .exact(0o666))
        try Files.write([1], to: folder.path("git2"), mode: 0o600)
        SharedFolders.adjust(folder.path("git2"))
        #expect(mode("git2") == 0o600)
        SharedFolders.share(folder.path("other"), .umask)
        try Files.makeDirectories(folder.path("other"))
        try Files.write([1], to: folder.path("other/file"), mode: 0o600)
        #expect(mode("other/file") == 0o600)
    }
}

import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// The verbs for one file, which git uses where a process cannot be started, and people by hand.
@Suite struct OneShotTests {
    @Test func cleanAndSmudgeAreInverse() throws {
        let fixture = try FilterRepository()
        var random = SeededGenerator(seed: 5)
        for size in [0, 1, 1023, 1024, 65516, 70000, 262_144, 1_000_003] {
            let content = random.bytes(size)
            let pointer = try fixture.oneShot("clean", "--", "a.bin", input: content).check().outputBytes
            #expect(pointer == Pointer(ContentHasher.object(of: content)).encoded)
            #expect(try fixture.oneShot("smudge", "--", "a.bin", input: pointer).check().outputBytes == content)
        }
    }

    @Test func passesPointersAndPlainContentThrough() throws {
        let fixture = try FilterRepository()
        let pointer = Pointer(ContentHasher.object(of: [1])).encoded
        #expect(try fixture.oneShot("clean", "a", input: pointer).check().outputBytes == pointer)
        let text = [UInt8](repeating: 0x61, count: 2_000_000)
        #expect(try fixture.oneShot("smudge", "a", input: text).check().outputBytes == text)
    }

    @Test func saysWhatIsMissing() throws {
        let fixture = try FilterRepository(fetch: FilterRepository.copyingFetch)
        let object = ContentHasher.object(of: [1])
        let result = try fixture.oneShot("smudge", "--", "data/a b.bin", input: Pointer(object).encoded)
        #expect(result.code == 1)
        #expect(result.errors == "error: cannot get 'data/a b.bin': it is not on the remote")
        #expect(result.output == "")
    }

    @Test(arguments: [
        ["GIT_LFS_SKIP_SMUDGE": "1"],
        ["GIT_CONFIG_PARAMETERS": "'mlops.skipsmudge'='true'"],
        ["GIT_LFS_SKIP_DOWNLOAD_ERRORS": "1"],
        ["GIT_CONFIG_PARAMETERS": "'lfs.skipdownloaderrors'='true'"],
    ])
    func canLeaveThePointer(_ environment: [String: String]) throws {
        let fixture = try FilterRepository()
        let pointer = Pointer(ContentHasher.object(of: [1])).encoded
        let result = try fixture.oneShot("smudge", "a", input: pointer, environment: environment)
        #expect(try result.check().outputBytes == pointer)
    }

    @Test func refusesAnUnknownExtension() throws {
        let fixture = try FilterRepository()
        let id = ContentHasher.object(of: [1]).id
        let pointer = Pointer(
            LargeObject(id: id, size: 1), extensions: [.init(priority: 0, name: "crypt", id: id)])
        let result = try fixture.oneShot("smudge", "a", input: pointer.encoded)
        #expect(result.code == 1)
        let lines = result.errors.split(separator: "\n").map(String.init)
        #expect(lines.first == "error: cannot check out 'a': Git LFS extension 'crypt' is not configured")
        #expect(lines.last == "hint: git config lfs.extension.crypt.smudge <command>")
    }

    @Test(arguments: [[], ["frobnicate"]])
    func refusesOtherCommandLines(_ arguments: [String]) throws {
        let fixture = try FilterRepository()
        let result = try Shell.run(
            [FilterClient.program] + arguments, in: fixture.repository.path, environment: fixture.repository.environment
        )
        #expect(result.code == 129)
        #expect(result.errors.hasPrefix("error: usage: git-mlops-filter"))
    }

    @Test func outsideARepositorySaysSo() throws {
        let fixture = try FilterRepository()
        let result = try Shell.run(
            [FilterClient.program, "clean", "a"], in: "/", environment: fixture.repository.environment, input: [1])
        #expect(result.code == 128)
        #expect(result.errors == "fatal: not a git repository (or any of the parent directories): .git")
    }
}

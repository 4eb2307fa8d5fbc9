import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct InstallTests {
    static let configurations: [String?] = [
        nil, "", "[user]\n\tname = Ada\n", "[user]\n\tname = Ada", "# remark\r\n[user]\r\n\tname = Ada\r\n",
        "[include]\n\tpath = ~/other\n", "[filter \"mlops\"]\n\tprocess = mine\n",
        "[alias]\n\tl = log \\\n --oneline\n\n\n",
    ]

    @Test(arguments: configurations) func uninstallRestoresEveryByte(_ text: String?) throws {
        let repository = try TempRepository()
        let file = repository.directory.path("home/.gitconfig")
        if let text { try repository.directory.write("home/.gitconfig", text, mode: 0o600) }
        let before = try Files.readIfPresent(file)
        try repository.mlops("install").check()
        let process = try repository.git("config", "filter.mlops.process")
        #expect(process.output == "git-mlops-filter process")
        let once = try Files.read(file)
        try repository.mlops("install").check()
        #expect(try Files.read(file) == once)
        try repository.mlops("uninstall").check()
        #expect(try Files.readIfPresent(file) == before)
        #expect(text == nil || Files.info(file)?.mode == 0o600)
        #expect(try repository.mlops("uninstall").check().output.hasPrefix("No filters"))
    }

    @Test func editsInBetweenSurvive() throws {
        let repository = try TempRepository()
        try repository.directory.write("home/.gitconfig", "[user]\n\tname = Ada\n")
        try repository.mlops("install").check()
        try repository.git("config", "--global", "user.email", "ada@example.com").check()
        try repository.git("config", "--global", "alias.st", "status").check()
        try repository.mlops("uninstall").check()
        #expect(
            try repository.directory.read("home/.gitconfig")
                == "[user]\n\tname = Ada\n\temail = ada@example.com\n[alias]\n\tst = status\n")
    }

    @Test func scopesGoToGitsOwnFiles() throws {
        let repository = try TempRepository()
        try repository.directory.write("home/.config/git/config", "")
        try repository.mlops("install").check()
        #expect(try repository.directory.read("home/.config/git/config").contains("git-mlops-filter process"))
        #expect(!Files.exists(repository.directory.path("home/.gitconfig")))
        let before = try repository.bytes(".git/config")
        try repository.mlops("install", "--local").check()
        #expect(try repository.git("config", "--local", "filter.mlops.required").output == "true")
        try repository.mlops("uninstall", "--local").check()
        #expect(try repository.bytes(".git/config") == before)
        let system = repository.directory.path("system")
        let extra = ["GIT_CONFIG_SYSTEM": system, "GIT_CONFIG_GLOBAL": repository.directory.path("named")]
        try repository.run(["git", "mlops", "install", "--system"], environment: extra).check()
        try repository.run(["git", "mlops", "install", "--global"], environment: extra).check()
        #expect(try Files.read(system) == Files.read(repository.directory.path("named")))
    }

    @Test func largeFilesOfAnotherToolAreServedOnRequest() throws {
        let repository = try TempRepository()
        try repository.mlops("install").check()
        #expect(try repository.git("config", "filter.lfs.process").code == 1)
        try repository.mlops("install", "--lfs").check()
        #expect(try repository.git("config", "filter.lfs.process").output == "git-mlops-filter process")
        try repository.mlops("uninstall").check()
        #expect(!Files.exists(repository.directory.path("home/.gitconfig")))
    }

    @Test func twoScopesAtOnceAreAUsageError() throws {
        let result = try TempRepository().mlops("install", "--local", "--global")
        #expect(result.code == 129)
        #expect(result.errors.hasPrefix("error: only one of --global, --local and --system can be given\nusage: "))
    }
}

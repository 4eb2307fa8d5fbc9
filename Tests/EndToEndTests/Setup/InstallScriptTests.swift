import MLOpsSystem
import MLOpsTestSupport
import Testing

/// install.sh with a stand-in for Swift that hands out the programs of this build: everything but compiling.
@Suite struct InstallScriptTests {
    let folder = TempDirectory()
    let environment: [String: String]

    init() throws {
        var environment = TestEnvironment.make(home: folder.path("home"))
        try Files.makeDirectories(folder.path("home"))
        try folder.write(
            "bin/swift",
            """
            #!/bin/sh
            case "$*" in
            *--version) echo 'Swift version 6.9.9 (stand-in)' ;;
            *--show-bin-path*) echo '\(TestEnvironment.products)' ;;
            *) echo "$*" >>'\(folder.path("built"))' ;;
            esac

            """, mode: 0o755)
        environment["PATH"] = "\(folder.path("bin")):\(environment["PATH"] ?? "")"
        environment["GIT_MLOPS_SHARE"] = nil
        self.environment = environment
    }

    func script(_ arguments: String...) throws -> ShellResult {
        try Shell.run(
            ["sh", Paths.join(TestEnvironment.packageRoot, "install.sh")] + arguments, in: folder.path,
            environment: environment)
    }

    func files(_ path: String) throws -> [String] {
        guard Files.exists(path) else { return [] }
        let result = try Shell.run(
            ["find", ".", "-type", "f", "-printf", "%P %m %T@\\n"], in: path, environment: environment)
        return result.output.split(separator: "\n").map(String.init).sorted()
    }

    @Test func itInstallsOnceAndLeavesNothing() throws {
        let prefix = folder.path("a prefix/deep")
        let first = try script("--prefix", prefix).check()
        #expect(first.output.contains("    git mlops install"))
        #expect(first.output.contains("export PATH=\"\(prefix)/bin:$PATH\""))
        let installed = try files(prefix)
        let names = installed.map { $0.split(separator: " ")[0] }
        for name in [
            "bin/git-mlops", "bin/git-mlops-filter", "share/man/man1/git-mlops.1", "share/git-mlops/hooks/pre-push",
            "share/git-mlops/filters/attributes", "share/git-mlops/skeleton/default/template.json",
            "share/bash-completion/completions/git-mlops",
        ] {
            #expect(names.contains(Substring(name)), "\(name)")
        }
        #expect(try folder.read("built").split(separator: "\n").count == 2)

        let second = try script("--prefix", prefix).check()
        #expect(second.output.contains("git-mlops is up to date in \(prefix)"))
        #expect(try folder.read("built").split(separator: "\n").count == 2)
        #expect(try files(prefix) == installed)

        let program = Paths.join(prefix, "bin/git-mlops")
        try Shell.run([program, "install"], in: folder.path, environment: environment).check()
        #expect(Files.exists(folder.path("home/.gitconfig")))
        try script("--uninstall", "--prefix", prefix).check()
        #expect(!Files.exists(folder.path("home/.gitconfig")))
        #expect(!Files.exists(prefix))
        #expect(
            try script("--uninstall", "--prefix", prefix).check().output.contains("nothing of git-mlops is installed"))
    }

    @Test func whatWasThereBeforeStays() throws {
        let prefix = folder.path("prefix")
        try folder.write("prefix/share/man/man1/other.1", "other")
        try folder.write("prefix/bin/other", "other")
        let before = try files(prefix)
        try script("--prefix=\(prefix)").check()
        try folder.write("prefix/bin/git-mlops", "damaged")
        try script("--prefix=\(prefix)").check()
        #expect(try folder.read("prefix/bin/git-mlops") != "damaged")
        try script("--uninstall", "--prefix=\(prefix)").check()
        #expect(try files(prefix) == before)
        #expect(!Files.exists(folder.path("prefix/share/git-mlops")))
    }

    @Test func aMovedTreeWorks() throws {
        try script("--prefix", folder.path("here")).check()
        try Files.rename(folder.path("here"), to: folder.path("there"))
        let program = folder.path("there/bin/git-mlops")
        var environment = environment
        environment["PATH"] = folder.path("there/bin") + ":/usr/bin:/bin"
        let env = try Shell.run([program, "env"], in: folder.path, environment: environment).check()
        #expect(env.output.contains("share=\(folder.path("there/share/git-mlops"))"))
        try Shell.run([program, "init", "project", "--no-input"], in: folder.path, environment: environment).check()
        #expect(Files.exists(folder.path("project/.git/hooks/pre-commit")))
    }

    @Test func aDryRunDoesNothing() throws {
        let result = try script("--dry-run", "--prefix", folder.path("prefix")).check()
        #expect(result.output.contains("would build with"))
        #expect(!Files.exists(folder.path("prefix")))
        #expect(!Files.exists(folder.path("built")))
        try script("--prefix", folder.path("prefix")).check()
        let before = try files(folder.path("prefix"))
        let gone = try script("--uninstall", "-n", "--prefix", folder.path("prefix")).check()
        #expect(gone.output.contains("would run: rm -f \(folder.path("prefix"))/bin/git-mlops"))
        #expect(try files(folder.path("prefix")) == before)
    }

    /// Neither root nor sudo: the exact line, and no half-done work. `id` and dpkg-query are stand-ins.
    @Test func withoutRootTheAptLineIsShown() throws {
        try folder.write("bin/id", "#!/bin/sh\necho 1000\n", mode: 0o755)
        try folder.write("bin/sudo", "#!/bin/sh\nexit 1\n", mode: 0o755)
        try folder.write(
            "bin/dpkg-query", "#!/bin/sh\ncase \"$4\" in libgit2-dev|libstdc*) exit 1 ;; esac\necho ii\n", mode: 0o755)
        let result = try script("--prefix", folder.path("prefix"))
        #expect(result.code == 1)
        #expect(
            result.errors.contains("hint: run as root: apt-get install -y --no-install-recommends libgit2-dev g++\n"))
        #expect(!Files.exists(folder.path("prefix")))
    }

    /// An old Swift is no Swift: the toolchain that would be fetched is named.
    @Test func anOldSwiftIsPassedOver() throws {
        try folder.write("bin/uname", "#!/bin/sh\necho sparc\n", mode: 0o755)
        let text = try String(
            decoding: Files.read(Paths.join(TestEnvironment.packageRoot, "install.sh")), as: UTF8.self)
        try folder.write("script", text.replacing("swift_minimum=6.2", with: "swift_minimum=99.1"))
        let result = try Shell.run(
            ["sh", folder.path("script"), "--dry-run", "--prefix", folder.path("prefix")], in: folder.path,
            environment: environment)
        #expect(result.code == 1)
        #expect(result.errors.hasPrefix("fatal: there is no Swift toolchain for sparc\nhint: install Swift 99.1"))
    }

    @Test func wrongOptionsAreUsageErrors() throws {
        let result = try script("--frobnicate")
        #expect(result.code == 129)
        #expect(result.errors.hasPrefix("error: unknown option '--frobnicate'\nusage: ./install.sh"))
        #expect(try script("--help").check().output.hasPrefix("usage: ./install.sh"))
        #expect(try script("--prefix").code != 0)
    }
}

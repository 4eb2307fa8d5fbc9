import Testing

/// Each rule finds what breaks it and nothing else.
@Suite struct SourceRuleTests {
    private func violations(_ path: String, _ text: String) -> [String] {
        SourceRules.violations(SourceFile("Sources/" + path, text))
    }

    @Test(arguments: [
        "import CGit2", "internal import CGit2", "package import CGit2", "@testable import CGit2",
        "@preconcurrency internal import CGit2", "import struct CGit2.git_oid", "    import CGit2",
        "#if canImport(CGit2)\n    internal import CGit2\n#endif",
    ])
    func findsAnImportAgainstTheTable(line: String) {
        #expect(
            violations("MLOpsReport/X.swift", "\(line)\n") == [
                "Sources/MLOpsReport/X.swift: MLOpsReport may not import CGit2"
            ])
        #expect(violations("MLOpsGit/X.swift", "\(line)\n") == [])
    }

    @Test func findsAnArrowThatPointsUp() {
        #expect(violations("MLOpsGit/X.swift", "internal import MLOpsTracking\n").count == 1)
        #expect(violations("MLOpsCore/X.swift", "import MLOpsSystem\n").count == 1)
        #expect(violations("Nowhere/X.swift", "").count == 1)
    }

    @Test func importsInCommentsAndStringsAreNone() {
        let text = "// import CGit2\n/* import Yams\nimport GRDB */\nlet text = \"\"\"\n    import Yams\n    \"\"\"\n"
        #expect(violations("MLOpsCore/X.swift", text) == [])
    }

    @Test(arguments: ["Foundation", "FoundationEssentials", "FoundationNetworking", "Dispatch"])
    func findsFoundation(module: String) {
        #expect(violations("MLOpsCore/X.swift", "import \(module)\n").count == 1)
        #expect(violations("MLOpsCommands/X.swift", "internal import \(module)\n").count == 1)
    }

    @Test(arguments: [
        "print(1)", "Swift.print(1)", "exit(1)", "Glibc.exit(1)", "_ = getenv(\"HOME\")", "_ = environ",
        "_ = readLine()",
        "let text = \"\\(getenv(\"HOME\")!)\"", "_ = CommandLine.arguments", "clock_gettime(0, &t)",
        "_ = getcwd(nil, 0)", "fputs(\"x\", file)", "chdir(\"/\")",
    ])
    func findsUseOfTheProcess(line: String) {
        #expect(violations("MLOpsTracking/X.swift", "func work() {\n    \(line)\n}\n").count == 1)
        #expect(violations("MLOpsCommands/Setup/X.swift", "func work() { \(line) }\n").count == 1)
        #expect(violations("MLOpsCommands/Application+Session.swift", "func work() { \(line) }\n") == [])
        #expect(violations("git-mlops/main.swift", "\(line)\n") == [])
    }

    @Test(arguments: [
        "view.print(1)", "/// Calls exit(1).\nlet exit = 1", "let text = \"print(1)\"", "let text = #\"\\(exit(1))\"#",
        "func print(_ text: String) {}\nprint(\"own\")", "sprint(1)", "exits(2)", "let environment = environments",
        "Output(environment: x)", "a.environ", "f(time: 3)", "let time = time_t(1)",
    ])
    func leavesOtherWordsAlone(text: String) {
        #expect(violations("MLOpsTracking/X.swift", text + "\n") == [])
    }

    @Test func terminalMayTalkButNotExit() {
        #expect(violations("MLOpsTerminal/X.swift", "_ = readLine()\n") == [])
        #expect(violations("MLOpsTerminal/X.swift", "exit(1)\n").count == 1)
        #expect(violations("MLOpsTerminal/X.swift", "_ = getenv(\"NO_COLOR\")\n").count == 1)
        #expect(violations("MLOpsSystem/X.swift", "_ = getenv(\"PATH\")\n") == [])
        #expect(violations("MLOpsSystem/X.swift", "print(1)\n").count == 1)
    }

    @Test func findsLongFiles() {
        #expect(violations("MLOpsCore/X.swift", String(repeating: "\n", count: 800)) == [])
        #expect(violations("MLOpsCore/X.swift", String(repeating: "\n", count: 801)).count == 1)
    }

    @Test func findsPublicNames() {
        #expect(violations("MLOpsCore/X.swift", "public enum X {}\n").count == 1)
        #expect(violations("MLOpsCommands/Application.swift", "public enum X {}\n") == [])
        #expect(violations("MLOpsCore/X.swift", "package enum X { case republican } // public\n") == [])
    }

    @Test func findsTwoCommandsInAFile() {
        let one = "struct A: MLOpsCommand {\n}\n"
        #expect(violations("MLOpsCommands/A.swift", one) == [])
        #expect(violations("MLOpsCommands/A.swift", one + "struct B: Sendable, MLOpsCommand {\n}\n").count == 1)
    }

    @Test func findsUncheckedSendableWithoutAReason() {
        #expect(violations("MLOpsCore/X.swift", "final class A: @unchecked Sendable {}\n").count == 1)
        #expect(violations("MLOpsCore/X.swift", "/// SAFETY: a lock.\nfinal class A: @unchecked Sendable {}\n") == [])
    }
}

@Suite struct CodeTextTests {
    @Test(arguments: [
        ("a // b", "a     "), ("a /* b */ c", "a         c"), ("/* /* x */ y */ z", "                z"),
        ("f(\"x\")", "f(   )"), ("\"\\(a + \"b\")\" c", "   a +      c"), ("\"\\\"\" x", "     x"),
        ("#\"\"\"#; y", "     ; y"), ("\"\"\"\n  \"x\"\n\"\"\" z", "   \n     \n    z"),
        ("\"a\\(b(\")\"))\"", "    b(   ) "),
    ])
    func keepsOnlyCode(text: String, code: String) {
        // What is blanked keeps its length, so that columns stay true; spaces at the end do not matter.
        func trimmed(_ text: String) -> String { text.split(separator: " ").joined(separator: " ") }
        let result = CodeText.withoutCommentsAndStrings(text)
        #expect(trimmed(result) == trimmed(code))
        #expect(result.utf8.count == text.utf8.count)
    }
}

@Suite struct PackageManifestTests {
    private let text = """
        func library(_ name: String, uses: [Target.Dependency]) -> Target { .target(name: name, dependencies: uses) }
        let yams = Target.Dependency.product(name: "Yams", package: "Yams")
        let package = Package(
            name: "x",
            products: [.executable(name: "tool", targets: ["tool"])],
            targets: [
                .systemLibrary(name: "CGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
                .target(name: "Shims"),
                library("A", uses: []),
                library(
                    "B",
                    uses: [
                        "A", yams,
                    ]),
                library("C", uses: ["A", "B"]),
                .executableTarget(name: "tool", dependencies: ["C"], swiftSettings: settings),
                tests("ATests", uses: ["A"]),
            ])
        """

    @Test func readsTargets() {
        let manifest = PackageManifest(text)
        #expect(manifest.targets.map(\.name) == ["CGit2", "Shims", "A", "B", "C", "tool", "ATests"])
        #expect(manifest.uses("B") == ["A", "Yams"])
        #expect(manifest.uses("CGit2") == [])
        #expect(manifest.uses("tool") == ["C"])
        #expect(manifest.targets.filter(\.isTest).map(\.name) == ["ATests"])
    }

    @Test func drawsNoArrowThatFollowsFromOthers() {
        #expect(
            PackageManifest(text).essentialEdges == ["B --> A", "B --> Yams", "C --> B", "tool --> C"])
    }
}

import MLOpsSystem
import MLOpsTestSupport
import Testing

/// A repository cannot make our hooks run, read or write what it names.
@Suite struct HostileRepositoryTests {
    @Test func nothingThatItNamesRuns() throws {
        let repository = try CheckTests.repository()
        let mark = repository.directory.path("ran")
        let program = "touch \(mark); cat"
        // The file that travels, with every key that would name a program if it were git's own.
        let keys = [
            "[core]\n\tfsmonitor = \(program)\n\tpager = \(program)\n\thooksPath = hooks\n\tsshCommand = \(program)",
            "[filter \"evil\"]\n\tclean = \(program)\n\tsmudge = \(program)\n\tprocess = \(program)\n\trequired = true",
            "[diff \"evil\"]\n\ttextconv = \(program)\n\tcommand = \(program)", "[diff]\n\texternal = \(program)",
            "[merge \"evil\"]\n\tdriver = \(program)", "[hook \"evil\"]\n\tevent = pre-commit\n\tcommand = \(program)",
            "[alias]\n\tmlops = !\(program)", "[mlops]\n\tcheckTables = false\n\tcheckNotebooks = false",
            "[include]\n\tpath = more",
        ]
        try repository.write(".mlopsconfig", keys.joined(separator: "\n") + "\n")
        try repository.write("more", "[core]\n\tpager = \(program)\n")
        for hook in ["pre-commit", "post-commit", "pre-push"] {
            try repository.write("hooks/\(hook)", "#!/bin/sh\n\(program)\n", mode: 0o755)
        }
        try repository.write("lefthook.yml", "pre-commit: {commands: {evil: {run: \(program)}}}\n")
        try repository.write(
            ".gitattributes",
            "*.csv filter=evil diff=evil merge=evil mlops-schema=s.yaml\n*.ipynb filter=evil diff=evil\n")
        try repository.write("s.yaml", "!!python/object/apply:os.system [\"\(program)\"]\n")
        try repository.write("t.csv", "a\n`\(program)`\n$(\(program))\n")
        try repository.write("$(touch ran).csv", "a\n1\n")
        try repository.write("n.ipynb", CheckTests.notebook("!\(program)", output: "1"))
        try repository.git("add", "-A").check()
        let commit = try repository.git("commit", "-qm", "x")
        #expect(commit.code == 1)
        #expect(commit.errors.contains("error: s.yaml"))
        try repository.write("s.yaml", "fields: [{name: a}]\n")
        try repository.git("add", "-A").check()
        try repository.git("commit", "-qm", "x").check()
        try repository.mlops("check", "--to", "HEAD").check()
        #expect(!Files.exists(mark) && !Files.exists(repository.path("ran")))
        // It cannot switch the check off either.
        #expect(try !CheckTests.committed(repository, "n.ipynb").contains("stdout"))
    }

    @Test(arguments: [
        "../secret.json", "/etc/passwd", ":/", "HEAD:s.json", ":(glob)**", "data/../../secret.json", "-x",
    ])
    func nothingOutsideIsRead(_ name: String) throws {
        let repository = try CheckTests.repository()
        try Files.write(
            Array(#"{"fields": [{"name": "secret"}]}"#.utf8), to: repository.directory.path("secret.json"))
        try repository.write(".gitattributes", "*.csv mlops-schema=\(name)\n")
        try repository.write("t.csv", "a\n1\n")
        try repository.git("add", "-A").check()
        let check = try repository.mlops("check")
        #expect(check.code == 1)
        #expect(check.errors.contains("error: t.csv: its schema '\(name)' is not in the commit"))
        #expect(!check.errors.contains("secret\""))
        #expect(try repository.mlops("schema", "check").code == 1)
    }

    @Test func linksAreNotFollowed() throws {
        let repository = try CheckTests.repository()
        try repository.write(".gitattributes", "*.csv mlops-schema=s.json\n")
        try repository.run(["ln", "-s", "/etc/passwd", repository.path("t.csv")]).check()
        try repository.run(["ln", "-s", "/etc/passwd", repository.path("s.json")]).check()
        try repository.git("add", "-A").check()
        try repository.mlops("check").check()
        try repository.write("u.csv", "a\n1\n")
        try repository.git("add", "-A").check()
        #expect(try repository.mlops("check").errors.contains("its schema 's.json' is not in the commit"))
        let working = try repository.mlops("schema", "check", "u.csv")
        #expect(working.code == 1 && !working.errors.contains("root"))
    }
}

import MLOpsTestSupport
import Testing

/// What a person reads who types `git mlops` and goes on from there.
@Suite struct UsageTests {
    private let temp: TempRepository

    init() throws {
        temp = try TempRepository()
    }

    @Test func nothingAsksForHelpAndIsNoSuccess() throws {
        let result = try temp.mlops()
        #expect(result.code == 1)
        #expect(result.errors == "")
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.first == "usage: git mlops <verb> [<options>]")
        #expect(lines[1] == "Keep data, runs, metrics and models in the git repository you already have")
        #expect(lines.last == "See 'git mlops <verb> -h' for one of them")
        #expect(try temp.mlops("-h").output == result.output)
        #expect(try temp.mlops("-h").code == 0)
    }

    /// Every verb, and every verb of a noun, has its help, and it begins with how it is typed.
    @Test func everyVerbHasHelp() throws {
        var waiting = [[String]](arrayLiteral: [])
        var count = 0
        while let path = waiting.popLast() {
            let result = try temp.run(["git", "mlops"] + path + ["-h"])
            let typed = (["git mlops"] + path).joined(separator: " ")
            #expect(result.code == 0, "\(result)")
            #expect(result.errors == "", "\(result)")
            let first = result.output.prefix { $0 != "\n" }
            #expect(first == "usage: \(typed)" || first.hasPrefix("usage: \(typed) "), "\(result)")
            for shout in ["OVERVIEW", "USAGE", "SUBCOMMANDS", "subcommand", "Optional("] {
                #expect(!result.output.contains(shout), "\(result)")
            }
            waiting += Self.verbs(in: result.output).map { path + [$0] }
            count += 1
        }
        #expect(count > 40)
    }

    /// The words that begin the lines of sections that list verbs.
    private static func verbs(in help: String) -> [String] {
        var isList = false
        var verbs: [String] = []
        for line in help.split(separator: "\n") {
            if line.hasSuffix(":") { isList = !["Arguments:", "Options:"].contains(String(line)) }
            guard isList, line.hasPrefix("  "), !line.hasPrefix("   ") else { continue }
            if let word = line.split(whereSeparator: { $0 == " " || $0 == "," }).first, word.first?.isLetter == true {
                verbs.append(String(word))
            }
        }
        return verbs
    }

    @Test(arguments: [
        (["foo"], "error: 'foo' is not a git mlops verb\nhint: git mlops -h"),
        (["foo", "-h"], "error: 'foo' is not a git mlops verb\nhint: git mlops -h"),
        (["help", "foo"], "error: 'foo' is not a git mlops verb\nhint: git mlops -h"),
        (["fecth"], "error: 'fecth' is not a git mlops verb\nhint: git mlops fetch\nhint: git mlops -h"),
        (["trakc", "*.bin"], "error: 'trakc' is not a git mlops verb\nhint: git mlops track\nhint: git mlops -h"),
        (
            ["runs", "lsit"],
            "error: 'lsit' is not a git mlops runs verb\nhint: git mlops runs list\nhint: git mlops runs -h"
        ),
        (["log", "x"], "error: 'x' is not a git mlops log verb\nhint: git mlops log -h"),
        (["a\u{1b}[31mb"], #"error: 'a\u001b[31mb' is not a git mlops verb"# + "\nhint: git mlops -h"),
    ])
    func unknownVerbsAreNamed(arguments: [String], errors: String) throws {
        let result = try temp.run(["git", "mlops"] + arguments)
        #expect(result.errors == errors)
        #expect(result.output == "")
        #expect(result.code == 129)
    }

    @Test func wrongOptionsShowTheUsage() throws {
        let result = try temp.mlops("runs", "list", "--bogus")
        #expect(result.code == 129)
        #expect(result.output == "")
        let lines = result.errors.split(separator: "\n").map(String.init)
        #expect(lines.first == "error: unknown option '--bogus'")
        #expect(lines[1].hasPrefix("usage: git mlops runs list "))
        #expect(lines.last == "hint: git mlops runs list -h")
    }

    @Test func aNounAloneIsAMistake() throws {
        let result = try temp.mlops("log")
        #expect(result.code == 129)
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("usage: git mlops log <verb>\n"))
        #expect(try temp.mlops("help", "log").output == result.errors)
    }

    @Test func versionIsOneLine() throws {
        for arguments in [["--version"], ["-v"], ["version"]] {
            let result = try temp.run(["git", "mlops"] + arguments)
            #expect(result.output.hasPrefix("git-mlops version "))
            #expect(result.code == 0 && !result.output.contains("\n"))
        }
    }
}

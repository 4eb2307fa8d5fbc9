import MLOpsCore
import MLOpsTestSupport
import Testing

@testable import MLOpsScaffold

@Suite struct TemplateQuestionTests {
    private static let manifest = """
        "questions": [
          {"name": "project", "prompt": "Project", "default": "{{ mlops.directory }}"},
          {"name": "low", "private": true, "default": "{{ project | lower }}"},
          {"name": "module", "default": "{{ low | python_identifier }}", "format": "python-module", "reserved": ["data"]},
          {"name": "version", "default": "3.11", "validate": "3\\\\.[0-9]+", "message": "a version such as 3.11"},
          {"name": "workers", "type": "int", "default": 4},
          {"name": "ci", "type": "choice", "default": "b", "choices": [{"value": "a", "label": "A"}, {"value": "b"}]},
          {"name": "docker", "type": "bool", "default": "{{ ci == 'a' }}", "when": "ci != 'b'"},
          {"name": "year", "ask": false, "default": "{{ mlops.year }}"}
        ]
        """

    /// A backtracking matcher would not come back from this one.
    @Test func patternsTakeLinearTime() throws {
        let manifest = #""questions": [{"name": "a", "default": "b", "validate": "(a+)+b|b"}]"#
        let template = try TemplateFixture(manifest).load()
        let answer = String(repeating: "a", count: 4000)
        #expect(throws: Diagnostic.self) { try template.resolve(["a": answer], facts: TemplateFixture.facts, ask: nil) }
        _ = try template.resolve(["a": answer + "b"], facts: TemplateFixture.facts, ask: nil)
    }

    private static func resolve(
        _ given: [String: String] = [:], ask: ((TemplatePrompt) throws -> String?)? = nil
    ) throws -> [String: String] {
        let answers = try TemplateFixture(manifest).load().resolve(given, facts: TemplateFixture.facts, ask: ask)
        return Dictionary(uniqueKeysWithValues: answers.all.map { ($0.name, $0.value.printed) })
    }

    @Test func defaultsBuildOnEarlierAnswers() throws {
        #expect(
            try Self.resolve() == [
                "project": "churn", "low": "churn", "module": "churn", "version": "3.11", "workers": "4", "ci": "b",
                "docker": "False", "year": "2026",
            ])
        #expect(try Self.resolve(["project": "3 Ways"])["module"] == "_3_ways")
        #expect(try Self.resolve(["ci": "a"])["docker"] == "True")
    }

    @Test(arguments: [
        (["nope": "1"], "the template 't' has no question 'nope'"),
        (["low": "x"], "the template 't' has no question 'low'"),
        (
            ["module": "a-b"],
            "bad value 'a-b' for 'module': not a name that Python can import: letters, digits and _, no keyword"
        ),
        (
            ["module": "lambda"],
            "bad value 'lambda' for 'module': not a name that Python can import: letters, digits and _, no keyword"
        ),
        (["module": "data"], "bad value 'data' for 'module': already the name of something else here"),
        (["version": "3.11; rm"], "bad value '3.11; rm' for 'version': not a version such as 3.11"),
        (
            ["version": "3.11\nx"],
            "bad value '3.11\nx' for 'version': not one line of text: it holds the control character 10"
        ),
        (["workers": "4.5"], "bad value '4.5' for 'workers': not a whole number"),
        (["ci": "c"], "bad value 'c' for 'ci': not one of a, b"),
        (["ci": "a", "docker": "maybe"], "bad value 'maybe' for 'docker': neither yes nor no"),
        (["docker": "yes"], "'docker' does not apply to these answers"),
    ]) func refusesKeysAndValues(_ given: [String: String], _ message: String) {
        let error = #expect(throws: Diagnostic.self) { try Self.resolve(given) }
        #expect(error?.message == message)
        #expect(error?.exitCode == 129)
    }

    @Test func aDefaultThatDoesNotFitSaysHowToGoOn() {
        let error = #expect(throws: Diagnostic.self) { try Self.resolve(["project": "data"]) }
        #expect(
            error?.description == """
                fatal: cannot take 'data' for 'module': already the name of something else here
                hint: give one that fits: module=VALUE
                """)
    }

    @Test func asksWhatAppliesAndWasNotGiven() throws {
        var asked: [String] = []
        let answers = try Self.resolve(["workers": "2"]) { prompt in
            asked.append("\(prompt.question.name)=\(prompt.standard)")
            return prompt.question.name == "ci" ? "a" : ""
        }
        #expect(asked == ["project=churn", "module=churn", "version=3.11", "ci=b", "docker=yes"])
        #expect(answers["ci"] == "a" && answers["docker"] == "True" && answers["workers"] == "2")
    }

    @Test func asksAgainAndTellsWhy() throws {
        var problems: [String?] = []
        let answers = try Self.resolve { prompt in
            guard prompt.question.name == "version" else { return nil }
            problems.append(prompt.problem)
            return ["2", "x", "3.12"][problems.count - 1]
        }
        #expect(problems == [nil, "not a version such as 3.11", "not a version such as 3.11"])
        #expect(answers["version"] == "3.12")
    }

    @Test func givesUpWhenNobodyReads() {
        let error = #expect(throws: Diagnostic.self) { try Self.resolve { _ in "no \u{7} bell" } }
        #expect(
            error?.message == "no usable answer to 'project': not one line of text: it holds the control character 7")
    }

    @Test func theRecordRendersTheSameAgain() throws {
        let fixture = try TemplateFixture(Self.manifest, files: ["out": "{{ project }} {{ workers }} {{ docker }}"])
        let first = try fixture.render(["ci": "a", "workers": "7", "docker": "no"])
        let text = try #require(first[".mlops-template.json"])
        #expect(
            text == """
                {
                  "answers": {
                    "ci": "a",
                    "docker": false,
                    "module": "churn",
                    "project": "churn",
                    "version": "3.11",
                    "workers": 7,
                    "year": "2026"
                  },
                  "schema": 1,
                  "template": "t",
                  "tool": "1.2.3",
                  "version": "1"
                }

                """)
        let record = try TemplateRecord(parsing: Array(text.utf8))
        #expect(try fixture.render(record.answers) == first)
        #expect(record.template == "t" && record.version == "1" && record.toolVersion == "1.2.3")
    }

    @Test(arguments: ["", "{}", "[]", #"{"schema": 2, "answers": {}, "template": "t", "version": "1"}"#])
    func aBrokenRecordIsAnError(_ text: String) {
        #expect(throws: Diagnostic.fatal("cannot read '.mlops-template.json': not a record of a template")) {
            try TemplateRecord(parsing: Array(text.utf8))
        }
    }

    @Test(arguments: [
        ("\"questoins\": []", "the document: unknown key 'questoins'"),
        ("\"questions\": {}", "the document: 'questions' is not a list"),
        ("\"questions\": [1]", "an item of 'questions' is not an object"),
        ("\"questions\": [{\"name\": \"a\"}]", "question 'a': there is no 'default'"),
        (
            "\"questions\": [{\"name\": \"a b\", \"default\": \"\"}]",
            "question 'a b': the name is not letters, digits and '_'"
        ),
        ("\"questions\": [{\"name\": \"mlops\", \"default\": \"\"}]", "the document: the name 'mlops' is taken"),
        (
            "\"questions\": [{\"name\": \"a\", \"default\": \"\"}, {\"name\": \"a\", \"default\": \"\"}]",
            "the document: the name 'a' is taken"
        ),
        (
            "\"questions\": [{\"name\": \"a\", \"default\": 1.5}]",
            "question 'a': 'default' is neither text, number nor boolean"
        ),
        (
            "\"questions\": [{\"name\": \"a\", \"default\": \"\", \"type\": \"list\"}]",
            "question 'a': unknown type 'list'"
        ),
        (
            "\"questions\": [{\"name\": \"a\", \"default\": \"\", \"type\": \"choice\"}]",
            "question 'a': 'choices' belong to the type 'choice', and to it alone"
        ),
        (
            "\"questions\": [{\"name\": \"a\", \"default\": \"\", \"validate\": \"(\"}]",
            "question 'a': 'validate' is not a regular expression: '(': character 2 of the pattern: '(' without ')'"
        ),
        ("\"questions\": [{\"name\": \"a\", \"default\": \"{{\"}]", "'{{' is not closed"),
        ("\"files\": [{\"path\": \"x\"}]", "an item of 'files': there is no 'when'"),
        ("\"files\": [{\"path\": \"x\", \"when\": \"a }} b\"}]", "'a }} b' is not one expression"),
        ("\"verbatim\": [1]", "the document: 'verbatim' holds something else than text"),
        ("\"format\": 2", "'format' is not 1"),
    ]) func mistakesInTheManifestAreNamed(_ manifest: String, _ reason: String) {
        let error = #expect(throws: TemplateError.self) { try TemplateFixture(manifest).load() }
        #expect(error?.reason.hasSuffix(reason) == true, "\(error?.reason ?? "")")
        #expect(error?.file == "template.json")
    }

    @Test func brokenJSONIsNamedWithItsLine() throws {
        let fixture = try TemplateFixture()
        try fixture.directory.write("template.json", "{\n  \"format\": 1,\n  oops\n}")
        let error = #expect(throws: TemplateError.self) { try fixture.load() }
        #expect(error?.line == 3)
    }
}

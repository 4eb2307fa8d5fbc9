import MLOpsCore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@testable import MLOpsScaffold

/// The language against the Jinja2 that cookiecutter brings: what we accept, it renders to the same bytes.
@Suite struct TemplateJinjaTests {
    /// Reads `[values, templates]`, writes a list of `[ok, text]`.
    private static let program = """
        import json, sys
        from jinja2 import Environment, StrictUndefined
        env = Environment(undefined=StrictUndefined, keep_trailing_newline=True)
        from slugify import slugify
        env.filters["slugify"] = slugify
        env.filters["quote"] = lambda s: json.dumps(s, ensure_ascii=False)
        values, templates = json.load(sys.stdin)
        def one(text):
            try:
                return [True, env.from_string(text).render(values)]
            except Exception as error:
                return [False, str(error)]
        json.dump([one(text) for text in templates], sys.stdout)
        """

    /// What Jinja2 makes of every template; nil where it raises.
    private static func jinja(
        _ templates: [String], _ values: [String: TemplateValue] = TemplateLanguageTests.variables
    ) throws -> [String?] {
        let cookiecutter = try #require(Peers.find("cookiecutter"), "\(Peers.missing("cookiecutter"))")
        let python = Paths.join(Paths.parent(cookiecutter), "python3")
        let folder = TempDirectory()
        let input = JSONValue.array([json(.object(values)), .array(templates.map(JSONValue.string))]).serialized()
        let result = try Shell.run(
            [python, "-c", program], in: folder.path, environment: TestEnvironment.make(home: folder.path), input: input
        ).check()
        let answers = try #require(JSONValue.parse(result.outputBytes).arrayValue)
        return answers.map { answer in
            guard case .array(let pair) = answer, pair[0] == .bool(true) else { return nil }
            return pair[1].stringValue
        }
    }

    private static func json(_ value: TemplateValue) -> JSONValue {
        switch value {
        case .none: .null
        case .bool(let flag): .bool(flag)
        case .integer(let number): .integer(number)
        case .string(let text): .string(text)
        case .list(let items): .array(items.map(json))
        case .object(let members): .object(JSONObject(members.map { (key: $0.key, value: json($0.value)) }))
        }
    }

    /// Every file of the default template: it stays usable with the real Jinja.
    @Test(arguments: TemplateSkeletonTests.variants) func agreesOnTheDefaultTemplate(_ given: [String: String]) throws {
        let directory = Paths.join(TestEnvironment.packageRoot, "skeleton/default")
        let template = try Template.load(directory)
        let values = try template.resolve(given, facts: TemplateSkeletonTests.facts).variables
        let listing = try Shell.run(
            ["find", "files", "-type", "f", "-size", "+0"], in: directory,
            environment: TestEnvironment.make(home: directory)
        ).check()
        let paths = listing.output.split(separator: "\n").map(String.init)
        let texts = try paths.map { try Files.read(Paths.join(directory, $0)).asText }
        for (path, (text, theirs)) in zip(paths, zip(texts, try Self.jinja(texts, values))) {
            let nodes = try TemplateParser.nodes(of: Array(text.utf8), file: path)
            #expect(try TemplateEvaluator(variables: values, file: path).render(nodes).asText == theirs, "\(path)")
        }
        #expect(paths.count > 30)
    }

    @Test func agreesOnTheBattery() throws {
        let shared = TemplateLanguageTests.cases.filter { text, _ in !text.contains("python_identifier") }
        let expected = try Self.jinja(shared.map(\.0))
        for (index, (text, ours)) in shared.enumerated() { #expect(expected[index] == ours, "\(text)") }
    }

    /// Every letter we transliterate, and words, as cookiecutter's slugify writes them.
    @Test func agreesOnSlugs() throws {
        let letters = Transliteration.letters.keys.map(String.init).sorted()
        let words = letters.map { "x\($0)y" } + ["don't", "1,000 a,b", "  A--b__c ", "Äpfel & Öl"]
        let expected = try Self.jinja(words.map { "{{ \(TemplateText.quoted($0)) | slugify }}" })
        for (word, theirs) in zip(words, expected) {
            #expect(TemplateText.slug(word, separator: "-") == theirs, "\(word)")
        }
    }

    /// Templates put together at random from pieces that meet each other in every order.
    @Test func agreesOnRandomTemplates() throws {
        var generator = SeededGenerator(seed: 20_260)
        let templates = (0..<1_000).map { _ in Self.template(depth: 3, &generator) }
        let expected = try Self.jinja(templates)
        var rendered = 0
        for (text, theirs) in zip(templates, expected) {
            guard let ours = try? TemplateLanguageTests.render(text) else { continue }
            rendered += 1
            #expect(theirs == ours, "\(text.debugDescription)")
        }
        #expect(rendered > 500)
    }

    private static func template(depth: Int, _ generator: inout SeededGenerator) -> String {
        (0..<Int.random(in: 1...5, using: &generator)).map { _ in piece(depth, &generator) }.joined()
    }

    private static func piece(_ depth: Int, _ generator: inout SeededGenerator) -> String {
        let texts = [" ", "\n", "a", "\n  b\n", "{", "}", "%", "#", "é", "$", "-", "\t", "\\"]
        func dash() -> String { ["", "", "-"].randomElement(using: &generator)! }
        switch Int.random(in: 0..<8, using: &generator) {
        case 0...2: return texts.randomElement(using: &generator)!
        case 3: return "{{\(dash()) \(expression(2, &generator)) \(dash())}}"
        case 4: return "{#\(dash()) c \(dash())#}"
        case 5:
            return
                "{%\(dash()) raw \(dash())%}\(texts.randomElement(using: &generator)!){{ x }} {%\(dash()) endraw \(dash())%}"
        case _ where depth > 0:
            let body = template(depth: depth - 1, &generator), other = template(depth: depth - 1, &generator)
            let head = "{%\(dash()) if \(expression(2, &generator)) \(dash())%}\(body)"
            return "\(head){%\(dash()) else \(dash())%}\(other){%\(dash()) endif \(dash())%}"
        default: return "x"
        }
    }

    private static func expression(_ depth: Int, _ generator: inout SeededGenerator) -> String {
        let leaves = [
            "name", "empty", "yes", "no", "count", "items", "mlops.year", "'a'", "\"q'\"", "7", "true", "none",
            "nothing",
        ]
        guard depth > 0 else { return leaves.randomElement(using: &generator)! }
        func inner() -> String { expression(depth - 1, &generator) }
        switch Int.random(in: 0..<11, using: &generator) {
        case 0: return "\(inner()) and \(inner())"
        case 1: return "\(inner()) or \(inner())"
        case 2: return "not \(inner())"
        case 3: return "\(inner()) == \(inner())"
        case 4: return "(\(inner())) != (\(inner()))"
        case 5: return "(\(inner())) in [\(inner()), 'a', 3]"
        case 6: return "(\(inner())) not in items"
        case 7: return "\(inner()) if \(inner()) else \(inner())"
        case 8: return "(name | replace('d', 'dd') | upper)"
        case 9: return "(\(inner()) | default('d', true))"
        default: return leaves.randomElement(using: &generator)!
        }
    }
}

import Testing

@testable import MLOpsScaffold

@Suite struct TemplateLanguageTests {
    static let variables: [String: TemplateValue] = [
        "name": .string("Ada"), "empty": .string(""), "yes": .bool(true), "no": .bool(false), "count": .integer(3),
        "items": .list([.string("a"), .string("b'c"), .integer(1), .bool(true), .none]),
        "mlops": .object(["year": .integer(2026)]), "nothing": .none,
    ]

    static func render(_ text: String) throws -> String {
        let nodes = try TemplateParser.nodes(of: Array(text.utf8), file: "x")
        let bytes = try TemplateEvaluator(variables: variables, file: "x").render(nodes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Every right-hand side is what Jinja2 3.1 prints; TemplateJinjaTests asks it.
    static let cases: [(String, String)] = [
        ("", ""), ("plain { text } % #\n", "plain { text } % #\n"),
        ("{{ name }}{{name}} {{- name -}} x", "AdaAdaAdax"),
        ("{{ mlops.year }} {{ count }}", "2026 3"),
        ("{{ yes }} {{ no }} {{ nothing }} {{ items }}", "True False None ['a', \"b'c\", 1, True, None]"),
        ("{{ 'a\\n\\'b\\'' }}{{ \"}}\" }}{{ '\\d' }}", "a\n'b'}}\\d"),
        ("a {# {{ nope }} {% if %} #} b\n{#- x -#} c", "a  bc"),
        ("{% if yes %}a{% else %}b{% endif %}{% if no %}a{% elif yes %}c{% else %}b{% endif %}", "ac"),
        ("{% if no %}a{% endif %}", ""),
        ("  {%- if yes -%}  \n x \n {%- endif -%} \n\n y", "xy"),
        ("{% if yes %}{% if no %}a{% else %}{% if yes %}b{% endif %}{% endif %}{% endif %}", "b"),
        ("{% raw %}{{ x }} {% if %} ${{ y }}{% endraw %}", "{{ x }} {% if %} ${{ y }}"),
        ("a \n{%- raw -%} \n {% raw %} b {%- endraw -%} \n c", "a{% raw %} bc"),
        ("{{ name == 'Ada' }}{{ name!='Ada' }}{{ not name }}{{ not not yes }}", "TrueFalseFalseTrue"),
        (
            "{{ 'a' in items }}{{ 'z' not in items }}{{ 'd' in name }}{{ '' in name }}{{ 1 in [1, 2,] }}",
            "TrueTrueTrueTrueTrue"
        ),
        ("{{ no or name and count }}{{ yes and no or empty }}{{ (yes or no) and no }}", "3False"),
        ("{{ not no and yes }}{{ not (no and yes) }}", "TrueTrue"),
        ("{{ 'x' if yes else 'y' }}{{ 'x' if no else 'y' if no else 'z' }}", "xz"),
        ("{{ name | lower }}{{ name|upper|lower }}{{ ' a ' | trim }}", "adaadaa"),
        (
            "{{ 'a-b-c' | replace('-', '_') }}{{ 'aaa' | replace('aa', 'b') }}{{ 'ab' | replace('', '.') }}",
            "a_b_cba.a.b."
        ),
        (
            "{{ nope | default('x') }}{{ empty | default('x') }}{{ empty | default('y', true) }}{{ nope | default }}",
            "xy"
        ),
        ("{{ empty | default('z', boolean=true) }}{{ mlops.nope | default('n') }}", "zn"),
        (
            "{{ nope is defined }}{{ name is defined }}{{ nope is not defined }}{{ mlops.x is defined }}",
            "FalseTrueTrueFalse"
        ),
        ("{{ name == 'A' ~ 'da' }}", ""), ("{{ True and true }}{{ False or none }}", "TrueNone"),
        (
            "{{ 'My  Project, v2!' | slugify }}{{ 'a b' | slugify(separator='_') }}{{ 'a b' | slugify(separator='.') }}",
            "my-project-v2a_ba.b"
        ),
        ("{{ 'ΑΣ ΣΑΣ.Σ ΑΣΑ 2Σ Σ' | lower }}{{ '\\d\\.' }}", "ας σασ.ς ασα 2σ σ\\d\\."),
        ("{{ '3d-model' | python_identifier }}{{ 'class' | python_identifier }}", "_3d_modelclass_"),
        ("{{ 'say \"hi\" \\\\ \u{e9}' | quote }}", "\"say \\\"hi\\\" \\\\ \u{e9}\""),
    ].filter { !$0.0.contains("~") }

    @Test(arguments: cases) func renders(_ text: String, _ expected: String) throws {
        #expect(try Self.render(text) == expected)
    }

    @Test(arguments: [
        ("a\n{{ nope }}", 2, "'nope' is not defined"),
        ("{{ mlops.nope }}", 1, "'nope' is not defined"),
        ("{{ name.x }}", 1, "'.x' of what is not a group of values"),
        ("\n\n{% if nope == 'x' %}{% endif %}", 3, "'nope' is not defined"),
        ("{% if yes %}", 1, "'if' is not closed"),
        ("x\n{% endif %}", 2, "'endif' without 'if'"),
        ("{% else %}", 1, "'else' without 'if'"),
        ("{% if yes %}{% else %}{% else %}{% endif %}", 1, "'else' after 'else'"),
        ("{% if yes %}{% else %}\n{% elif no %}{% endif %}", 2, "'elif' after 'else'"),
        ("{% if yes %}{% endif x %}", 1, "unexpected 'x' after 'endif'"),
        ("{% for a in items %}{% endfor %}", 1, "unknown statement 'for'"),
        ("{% include 'x' %}", 1, "unknown statement 'include'"),
        ("{% %}", 1, "unknown statement ''"),
        ("{{ }}", 1, "an expression is missing"),
        ("{% if %}{% endif %}", 1, "an expression is missing"),
        ("{{ name", 1, "'{{' is not closed"),
        ("\n{% if name }}", 2, "unexpected '}'"),
        ("\n{# x", 2, "the comment is not closed"),
        ("{% raw %}\n", 1, "'raw' is not closed"),
        ("{% endraw %}", 1, "'endraw' without 'raw'"),
        ("{{ 'x }}", 1, "the text is not closed"),
        ("{{ name + 1 }}", 1, "unexpected '+'"),
        ("{{ name.lower() }}", 1, "unexpected '('"),
        ("{{ name[0] }}", 1, "unexpected '['"),
        ("{{ 1 == 1 == 1 }}", 1, "comparisons cannot be chained: use 'and'"),
        ("{{ name | nope }}", 1, "unknown filter 'nope'"),
        ("{{ name | replace('a') }}", 1, "filter 'replace' needs 'new'"),
        ("{{ name | lower('a') }}", 1, "filter 'lower' does not take these arguments"),
        ("{{ name | replace('a', 'b', old='c') }}", 1, "filter 'replace' does not take these arguments"),
        ("{{ name | slugify('_') }}", 1, "filter 'slugify' does not take these arguments"),
        ("{{ count | lower }}", 1, "filter 'lower' cannot take these values"),
        ("{{ 'a' in count }}", 1, "'in' needs a list or a text, not a number"),
        ("{{ name is none }}", 1, "the only test is 'is defined'"),
        ("{{ '\\x41' }}", 1, "unknown escape '\\x': write the character itself, or '\\\\x'"),
        ("\n{{ 'a\\\nb' }}", 2, "a line of a text ends in '\\'"),
        ("{{ 12a }}", 1, "'12a' is not a number"),
        ("{{ 99999999999999999999 }}", 1, "'99999999999999999999' is not a number"),
    ]) func refuses(_ text: String, _ line: Int, _ reason: String) {
        #expect(throws: TemplateError("x", line: line, reason)) { try Self.render(text) }
    }

    @Test func deepNestingIsRefusedAndDoesNotCrash() {
        let blocks = String(repeating: "{% if yes %}", count: 10_000)
        let groups = "{{ " + String(repeating: "(", count: 10_000)
        let lists = "{{ " + String(repeating: "[", count: 10_000)
        let choices = "{{ " + String(repeating: "1 if 1 else ", count: 10_000)
        for text in [blocks, groups, lists, choices] {
            #expect(throws: TemplateError.self) { try Self.render(text) }
        }
    }

    @Test func longChainsAreRefusedOrRendered() throws {
        let filters = "{{ name" + String(repeating: "|lower", count: 200) + " }}"
        #expect(try Self.render(filters) == "ada")
        let many = "{{ name" + String(repeating: "|lower", count: 10_000) + " }}"
        #expect(throws: TemplateError.self) { try Self.render(many) }
        #expect(throws: TemplateError.self) {
            try Self.render("{{ " + String(repeating: "1 or ", count: 10_000) + "1 }}")
        }
    }

    @Test func textCannotBeMultipliedWithoutEnd() {
        let growth = String(repeating: " | replace('a', 'aaaaaaaaaaaaaaaa')", count: 12)
        #expect(throws: TemplateError("x", line: 1, "filter 'replace' cannot take these values")) {
            try Self.render("{{ 'a'\(growth) }}")
        }
    }

    @Test(arguments: [
        ("Müller & Söhne", "muller-sohne"), ("Ærø Straße", "aero-strasse"), ("Łódź", "lodz"), ("项目", ""),
        ("--a--b--", "a-b"), ("don't", "don-t"), ("1,000 Things", "1000-things"), ("Проект", "proekt"),
        ("Việt Nam", "viet-nam"), ("ﬁne ﬀ", "fine-ff"), ("cafe\u{301}", "cafe"), ("İstanbul", "istanbul"),
    ]) func slugsAreASCII(_ text: String, _ expected: String) {
        #expect(TemplateText.slug(text, separator: "-") == expected)
    }
}

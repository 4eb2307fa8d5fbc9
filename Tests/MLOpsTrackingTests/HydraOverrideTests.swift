import MLOpsCore
import MLOpsTestSupport
import Testing

@testable import MLOpsTracking

/// Against Hydra's own parser: the same keys, operations and values, and the same texts refused.
@Suite struct HydraOverrideTests {
    private static let texts = [
        "a=1", "a=01", "a=1_000", "a=1.", "a=.5", "a=1e5", "a=1e-5", "a=-3", "a=+3", "a=abc def", "a='x y'",
        "a=\"a\\\"b\"", "a=[1,a,'b c']", "a={x:1,y:[2]}", "a=", "a=null", "a=TRUE", "a=a:b", "a=a/b.c", "a=x=y",
        "a=${b.c}", "a=a#b", "a=a'b", "a=1,2", "a=range(1,3)", "a=choice(a,b)", "a=glob(*)", "~a", "~a=1", "+a.b=2",
        "++a@pkg=2", "a=[]", "a={}", "a= 1", "a=a b ", "a=00", "a=0", "a=1a", "a=1.5.2", "a=2020-01-01", "a=a\\,b",
        "a=_1", "a=1__0", "a={a:b:c}", "a=%x", "a=a@b", "a=a?b", "a=*", "a=a|b", "a=(x)", "a-b=1", "a/b=c", "a=\\\\x",
        "a=\\x", "a=1_", "a=1e", "a=+", "a=[a b, c]", "a= ", "a=:", "a=-", "a=5 5", "a=True x", "a=null x", "a=[",
        "a=]",
        "a={a:1", "a=[1,]", "a='", "a", "+++a=1", "a..b=1", "a=\"x\\\\\"", "a='a\\'b'", "a=[[1,2],[3]]", "a=-1e3",
    ]

    @Test func itReadsWhatHydraReads() throws {
        let python = try #require(Peers.find("python"), Comment(rawValue: Peers.missing("python")))
        let script = """
            import json, sys
            from hydra.core.override_parser.overrides_parser import OverridesParser
            parser = OverridesParser.create()
            for text in json.load(sys.stdin):
                try:
                    o = parser.parse_override(text)
                    value = None if o.is_sweep_override() else o.value()
                    print(json.dumps([o.type.name, o.key_or_group, o.package, value, o.is_sweep_override()]))
                except Exception:
                    print("null")
            """
        let input = JSONValue.array(Self.texts.map(JSONValue.string)).serialized()
        let directory = TempDirectory()
        let result = try Shell.run(
            [python, "-c", script], in: directory.path, environment: TestEnvironment.make(home: directory.path),
            input: input
        ).check()
        let lines = result.output.split(separator: "\n")
        try #require(lines.count == Self.texts.count)
        for (text, line) in zip(Self.texts, lines) {
            let theirs = try JSONValue.parse(Array(line.utf8), options: .allowNonFinite)
            let ours = try? HydraOverride(text)
            // Sweeps and what Hydra refuses are refused.
            guard let theirs = theirs.arrayValue, theirs[4] == false else {
                #expect(ours == nil, "\(text)")
                continue
            }
            #expect(ours?.key == theirs[1].stringValue, "\(text)")
            #expect(ours?.place == theirs[2].stringValue, "\(text)")
            #expect((ours?.value ?? .null) == theirs[3], "\(text): \(String(describing: ours?.value))")
            let names: [String: HydraOverride.Operation] = [
                "CHANGE": .change, "ADD": .add, "FORCE_ADD": .changeOrAdd, "DEL": .remove,
            ]
            #expect(ours?.operation == names[theirs[0].stringValue ?? ""], "\(text)")
        }
    }

    @Test func mappingsAreMerged() throws {
        let directory = TempDirectory()
        try directory.write("params.yaml", "m: {a: 1, b: {c: 2, d: 3}} # m\nl: [1]\n")
        let overrides = try ["m={a:5,b:{c:6},e:7}", "++m.b={d:8}", "l=[]", "~m.e"].map { try HydraOverride($0) }
        try HydraOverrides.apply(overrides, top: directory.path)
        #expect(try directory.read("params.yaml") == "m: {a: 5, b: {c: 6, d: 8}} # m\nl: []\n")
    }

    @Test func aFileMayStandInFront() throws {
        let override = try HydraOverride("conf/other.yaml:+a.b='x:y'")
        #expect(override.file == "conf/other.yaml" && override.key == "a.b" && override.value == "x:y")
        #expect(override.operation == .add)
        #expect(try HydraOverride("+conf/other.yaml:a.b='x:y'") == override)
    }
}

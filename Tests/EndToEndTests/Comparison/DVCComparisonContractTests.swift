import MLOpsCore
import MLOpsTestSupport
import Testing

/// Against the real dvc: the same keys, old and new values and differences from the same repositories.
///
/// Known and wanted differences: DVC calls NaN changed from NaN, subtracts booleans, and shows lists as text.
@Suite struct DVCComparisonContractTests {
    private let dvc: String

    init() throws {
        dvc = try #require(Peers.find("dvc"), Comment(rawValue: Peers.missing("dvc")))
    }

    private static let files = ["m.json", "sub/m.yaml", "m.toml"]

    @Test(arguments: [1, 2]) func metricsAndParamsAgree(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let repository = try TempRepository()
        try repository.run([dvc, "init", "-q"], environment: ["DVC_NO_ANALYTICS": "1"]).check()
        try repository.write(
            "dvc.yaml",
            """
            stages:
              s:
                cmd: x
                params: [k0, {other.json: [k1.k0, k2]}]
                metrics: [m.json: {cache: false}]
            metrics: [sub/m.yaml, m.toml]
            """)
        for commit in 0..<3 {
            for file in Self.files where Int.random(in: 0..<6, using: &random) > 0 || commit == 0 {
                try repository.write(file, Self.text(Self.object(2, using: &random), file))
            }
            try repository.write("params.yaml", Self.text(Self.object(2, using: &random), "params.yaml"))
            try repository.write("other.json", Self.text(Self.fixed(using: &random), "other.json"))
            if commit < 2 { try repository.commit("state \(commit)") }
        }
        for (verb, group) in [("diff-metrics", "metrics"), ("diff-params", "params")] {
            try compare(repository, verb, group, ["HEAD~1", "HEAD"], seed)
            try compare(repository, verb, group, [], seed)
        }
    }

    /// A folder stands for the files below it, of any name; what DVC keeps for git is looked up in its cache.
    @Test func foldersOfMetricsAgree() throws {
        let repository = try TempRepository()
        try repository.run([dvc, "init", "-q"], environment: ["DVC_NO_ANALYTICS": "1"]).check()
        try repository.write(
            "dvc.yaml",
            """
            stages:
              kept: {cmd: sh kept.sh, deps: [kept.sh], metrics: [kept]}
            metrics: [plain, one.json, added.json]
            """)
        try repository.write("sub/dvc.yaml", "stages: {inner: {cmd: sh i.sh, wdir: deep, metrics: [i.json]}}\n")
        try repository.write("sub/deep/i.sh", "echo '{\"i\": 1}' > i.json\n")
        try repository.write("added.json", "{\"a\": 1}")
        try repository.run([dvc, "add", "-q", "added.json"], environment: ["DVC_NO_ANALYTICS": "1"]).check()
        try repository.write(
            "kept.sh", "mkdir -p kept/in; echo 'f1: 0.5' > kept/in/a; echo '{\"n\": {\"x\": 1}}' > kept/b.json\n")
        for (path, text) in [("one.json", "{\"o\": 1}"), ("plain/n.txt", "hello"), ("plain/s/t.toml", "t = 1\n")] {
            try repository.write(path, text)
        }
        try repository.run([dvc, "repro", "-q", "-P"], environment: ["DVC_NO_ANALYTICS": "1"]).check()
        try repository.commit("start")
        for (path, key) in [("sub/deep/i.json", "i"), ("added.json", "a")] {
            try repository.write(path, "{\"\(key)\": 2}")
        }
        try repository.write("plain/s/t.toml", "t = 2\n")
        try repository.write("plain/new.yaml", "v: 3\n")
        try repository.write("kept/b.json", "{}")
        try compare(repository, "diff-metrics", "metrics", [], 0)
        let run = try repository.run([
            "git", "mlops", "run", "--name", "r", "--", "sh", "-c", "echo 't = 4' > plain/s/t.toml",
        ]).check()
        #expect(run.errors.contains("finished"))
        let shown = try repository.run(["git", "mlops", "runs", "show", "r", "--json"]).check().output
        #expect(shown.contains("plain/s/t.toml") && !shown.contains("n.txt"))
    }

    /// All pipelines of the repository count, files that templates take values from, files of any name and folders.
    @Test func pipelinesAndParameterFilesAgree() throws {
        let repository = try TempRepository()
        try repository.run([dvc, "init", "-q"], environment: ["DVC_NO_ANALYTICS": "1"]).check()
        try repository.write(
            "dvc.yaml",
            """
            vars: [values.yaml, "more.yaml:taken"]
            stages:
              s: {foreach: "${list}", do: {cmd: "x ${item.n} ${taken.a}", params: [odd.conf: [k]]}}
            params: [folder]
            metrics: [m.json]
            """)
        try repository.write("deep/in/dvc.yaml", "params: [../p.toml]\nmetrics: [m.json, ../../other.yaml]\n")
        for (number, commits) in [(1, true), (2, false)] {
            try repository.write("values.yaml", "list: {a: {n: \(number)}, b: {n: 5}}\nunused: \(number)\n")
            try repository.write("more.yaml", "taken: {a: \(number), b: 1}\nleft: \(number)\n")
            try repository.write("odd.conf", "k: \(number)\nl: \(number)\n")
            try repository.write("folder/a.json", "{\"v\": \(number)}")
            try repository.write("deep/p.toml", "t = \(number)\n")
            try repository.write("params.yaml", number == 1 ? "" : "p: 1\n")
            for file in ["m.json", "deep/in/m.json"] { try repository.write(file, "{\"loss\": \(number)}") }
            try repository.write("other.yaml", "o: \(number)\n")
            if commits { try repository.commit("one") }
        }
        try compare(repository, "diff-metrics", "metrics", [], 0)
        try compare(repository, "diff-params", "params", [], 0)
        try compare(repository, "diff-params", "params", ["--deps"], 0)
    }

    /// Plain YAML scalars mean what ruamel.yaml, which DVC reads with, takes them for.
    @Test func yamlScalarsAgree() throws {
        var random = SeededGenerator(seed: 11)
        let alphabet = Array("0123456789.._-+eExXob")
        var scalars = [
            "yes", "no", "on", "off", "y", "True", "FALSE", "tRUE", "null", "NULL", "~", "nan", ".NaN", ".Nan", "-.inf",
            ".INF",
            "1:30", "190:20:30", "0o17", "017", "0b11", "0x1F", "1e5", "1E+5", "1.e5", ".e5", "1_000", "0.1e-7",
        ]
        while scalars.count < 600 {
            let length = Int.random(in: 1...7, using: &random)
            let tail = String((0..<length).map { _ in alphabet.randomElement(using: &random)! })
            let head = ["", "-", "+", "."].randomElement(using: &random)!
            let text = "\(head)\(Int.random(in: 0...9, using: &random))\(tail)"
            let isOdd = ["._", "x_", "b_", "o_"].contains { text.contains($0) } || text.count { $0 == "-" } > 1
            if !isOdd { scalars.append(text) }
        }
        let repository = try TempRepository()
        try repository.run([dvc, "init", "-q"], environment: ["DVC_NO_ANALYTICS": "1"]).check()
        try repository.commit("start")
        try repository.write(
            "params.yaml", scalars.enumerated().map { "k\($0.offset): \($0.element)\n" }.joined())
        try compare(repository, "diff-params", "params", [], 11)
    }

    private func compare(
        _ repository: TempRepository, _ verb: String, _ group: String, _ sides: [String], _ seed: UInt64
    ) throws {
        let peer = try repository.run(
            [dvc, group, "diff", "--json", "--all"] + sides, environment: ["DVC_NO_ANALYTICS": "1"]
        ).check()
        let ours = try repository.run(["git", "mlops", verb, "--json", "--all"] + sides).check()
        let theirs = try JSONValue.parse(peer.outputBytes, options: .allowNonFinite)
        var expected: [String: [String: JSONValue]] = [:]
        for (file, keys) in theirs.objectValue ?? JSONObject() {
            for (key, values) in keys.objectValue ?? JSONObject() {
                expected["\(file):\(key)"] = Self.row(old: values["old"], new: values["new"], diff: values["diff"])
            }
        }
        var found: [String: [String: JSONValue]] = [:]
        for row in try JSONValue.parse(ours.outputBytes)["rows"]?.arrayValue ?? [] {
            let name = "\(row["file"]?.stringValue ?? ""):\(row["key"]?.stringValue ?? "")"
            found[name] = Self.row(old: row["old"], new: row["new"], diff: row["change"])
        }
        #expect(!expected.isEmpty)
        let differing = Set(found.keys).union(expected.keys).filter { found[$0] != expected[$0] }.sorted()
        let sample = differing.prefix(5).map { "\($0): \(found[$0] ?? [:]) is not \(expected[$0] ?? [:])" }
        #expect(differing.isEmpty, "seed \(seed), \(verb) \(sides): \(sample.joined(separator: "; "))")
    }

    /// Both tools' rows in one form: null is missing, lists are Python's text, booleans have no difference.
    private static func row(old: JSONValue?, new: JSONValue?, diff: JSONValue?) -> [String: JSONValue] {
        func value(_ value: JSONValue?) -> JSONValue {
            switch value ?? .null {
            case .array(let items):
                .string("[" + items.map { $0.serialized().asText }.joined(separator: ", ") + "]")
            case .double(let number) where !number.isFinite:
                .string("\(JSONValue.double(number).serialized().asText.dropFirst().dropLast())")
            case let other: other
            }
        }
        let hasBool = old?.boolValue != nil || new?.boolValue != nil
        return ["old": value(old), "new": value(new), "diff": hasBool ? .null : value(diff)]
    }

    private static func object(_ depth: Int, using random: inout SeededGenerator) -> JSONObject {
        var object = JSONObject()
        for index in 0..<Int.random(in: 1...4, using: &random) {
            object["k\(index)"] =
                depth > 0 && Int.random(in: 0..<3, using: &random) == 0
                ? .object(Self.object(depth - 1, using: &random)) : scalar(using: &random)
        }
        return object
    }

    private static func fixed(using random: inout SeededGenerator) -> JSONObject {
        ["k1": ["k0": scalar(using: &random), "k1": 5], "k2": ["a": scalar(using: &random)], "k3": 1]
    }

    private static func scalar(using random: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<7, using: &random) {
        case 0: .integer(Int64.random(in: -5...5, using: &random))
        case 1: .bool(Bool.random(using: &random))
        case 2: .string(["on", "text", "1 2", "é", ""].randomElement(using: &random)!)
        case 3: .array([1, 2, .double(0.5)])
        case 4: .double(1e-07 * Double.random(in: 1...9, using: &random))
        default: .double(Double.random(in: -100...100, using: &random))
        }
    }

    private static func text(_ object: JSONObject, _ file: String) -> [UInt8] {
        file.hasSuffix(".toml") ? Array(toml(object, prefix: "").utf8) : JSONValue.object(object).serialized(.pretty)
    }

    private static func toml(_ object: JSONObject, prefix: String) -> String {
        object.map { key, value in
            if let inner = value.objectValue { return toml(inner, prefix: "\(prefix)\(key).") }
            return "\(prefix)\(key) = \(value.serialized().asText)\n"
        }.joined()
    }
}

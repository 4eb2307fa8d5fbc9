import MLOpsCore
import MLOpsTestSupport
import Testing

/// Against the real dvc: many pipelines that a seed makes up, each in a folder of one repository.
@Suite struct RandomPipelineContractTests {
    private static let count = 24

    /// One pipeline of stages that build on each other, with the grammar's corners by chance.
    private struct Maker {
        var random: SeededGenerator
        private var made: [String] = []

        init(seed: UInt64) { random = SeededGenerator(seed: seed) }

        private mutating func one(_ texts: [String]) -> String { texts.randomElement(using: &random) ?? "" }
        private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

        mutating func pipeline() -> String {
            var lines = chance(40) ? ["vars:", "- v: {w: [1, two, 3.50]}"] : []
            let hasVars = !lines.isEmpty
            lines.append("stages:")
            for index in 0..<Int.random(in: 1...5, using: &random) {
                var name = "out\(index)"
                var head: [String] = []
                let kind = Int.random(in: 0..<8, using: &random)
                if kind == 0 {
                    let items = one(["[a, b]", "[1, 2.50, true]", "${list}", "{k: 1, l: z}", "[null, x, x]"])
                    head = ["foreach: \(items)", "do:"]
                    name += "_" + (items.hasPrefix("{") ? "${key}" : "${item}")
                } else if kind == 1 {
                    head = ["matrix: " + one(["{x: [1, 2], y: [u]}", "{x: \"${list}\"}", "{x: [1e3, no]}"])]
                    name += "_${item.x}"
                }
                let body = self.body(index, name, hasVars)
                lines.append("  s\(index)\(one(["", "-x", "_y"])):")
                lines += head.map { "    " + $0 } + body.map { (kind == 0 ? "      " : "    ") + $0 }
                if kind > 1 { made.append(name) }
            }
            return lines.joined(separator: "\n") + "\n"
        }

        private mutating func body(_ index: Int, _ out: String, _ hasVars: Bool) -> [String] {
            let extra = one(["", "${a}", "${m.x} ${list[0]}", "${options}", hasVars ? "${v.w[2]}" : "\\\\${HOME}"])
            let echo = "echo s\(index) \(extra) > \(out)"
            var lines = one(["s", "l", "m"]) == "m" ? ["cmd: |", "  \(echo)", "  true"] : ["cmd: \"\(echo)\""]
            var deps = ["in.txt", "folder", "folder/a.txt"].filter { _ in chance(30) }
            if let earlier = made.randomElement(using: &random), chance(70) { deps.append(earlier) }
            if !deps.isEmpty { lines.append("deps: [\(deps.joined(separator: ", "))]") }
            let params = ["a", "m", "m.x", "list", "{p.json: [n.u]}", "{p.toml: }"].filter { _ in chance(20) }
            if !params.isEmpty { lines.append("params: [\(params.joined(separator: ", "))]") }
            let flag = one(["cache: false", "persist: true", "push: false", "desc: x", "type: t", "labels: [l]"])
            switch Int.random(in: 0..<4, using: &random) {
            case 0: lines.append("metrics: [\"\(out)\": {cache: false}]")
            case 1: lines.append("plots: [\"\(out)\": {x: a, title: T}]")
            case 2: lines.append("outs: [\"\(out)\": {\(flag)}]")
            default: lines.append("outs: [\"\(out)\"]")
            }
            if chance(8) { lines.append("frozen: true") }
            if chance(8) { lines.append("desc: \"${a}\"") }
            return lines
        }

        mutating func parameters() -> String {
            let scalars = ["1", "1.0", "1e-3", "yes", "0o17", "017", "~", "'q s'", "é", "1_000", ".inf", "12:30:45"]
            return "a: \(one(scalars))\nm: {x: \(one(scalars)), y: 2}\nlist: [1, \(one(["x", "true", "2.5"]))]\n"
                + "options: {lr: 0.1, name: 'x y', layers: [1, 2], yes: true, no: false}\n"
        }
    }

    @Test func stagesGraphsAndStatesAreTheSame() throws {
        let dvc = try #require(Peers.find("dvc"), Comment(rawValue: Peers.missing("dvc")))
        let repository = try TempRepository()
        func peer(_ words: String...) throws -> String {
            try repository.run([dvc] + words, environment: ["DVC_NO_ANALYTICS": "1"]).check().output
        }
        _ = try peer("init", "-q")
        try repository.write(".dvcignore", "*.tmp\n!keep.tmp\nskipped/\n")
        try repository.write("skipped/dvc.yaml", "stages: {never: {cmd: x}}\n")
        for number in 0..<Self.count {
            var maker = Maker(seed: UInt64(number))
            let text = maker.pipeline()
            let files = [
                "dvc.yaml": text, "params.yaml": maker.parameters(), "in.txt": "in \(number)\n", "folder/a.txt": "a",
                "folder/sub/b é.txt": "b", "folder/c.tmp": "c", "folder/keep.tmp": "d",
                "p.json": "{\"n\": {\"u\": 1e20}}",
                "p.toml": "t = [1, 2]\n",
            ]
            for (name, text) in files { try repository.write("p\(number)/\(name)", text) }
        }
        try repository.commit("start")
        func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init).sorted() }
        func ours(_ words: String...) throws -> [String] {
            lines(try repository.run(["git", "mlops"] + words).check().output)
        }
        let names = lines(try peer("stage", "list", "--all", "--name-only"))
        #expect(try ours("stage", "list", "--all", "--name-only") == names)
        #expect(try ours("dag", "--dot") == lines(try peer("dag", "--dot")))
        #expect(try ours("dag", "--dot", "--outs") == lines(try peer("dag", "--dot", "--outs")))
        let collapsed = "--collapse-foreach-matrix"
        #expect(try ours("dag", "--dot", collapsed) == lines(try peer("dag", "--dot", collapsed)))
        // What ours made is up to date for dvc, folders with ignored files and all; frozen stages have no outputs.
        _ = try repository.mlops("repro", "-P", "-k")
        try repository.write("p0/in.txt", "changed")
        try repository.write("p1/folder/new.tmp", "ignored")
        let status = try JSONValue.parse(Array(try peer("status", "--json").utf8))
        let document = try JSONValue.parse(
            Array(try repository.mlops("stage", "status", "-P", "--json").check().output.utf8))
        let states = (document["stages"]?.arrayValue ?? []).map { stage in
            (name: stage["name"]?.stringValue ?? "", state: stage["state"]?.stringValue ?? "")
        }
        let changed = Set(status.objectValue?.keys ?? [])
        let certain = Set(states.filter { !["up-to-date", "may-run"].contains($0.state) }.map(\.name))
        #expect(certain.isSubset(of: changed))
        #expect(changed.isSubset(of: certain.union(states.filter { $0.state == "may-run" }.map(\.name))))
    }
}

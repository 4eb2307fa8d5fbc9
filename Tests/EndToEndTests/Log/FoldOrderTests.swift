import MLOpsCore
import MLOpsTestSupport
import Testing

/// Invariant 1 of the log, through real git: what is shown depends on the set of ops, not on who brought them, in which
/// order, how often, or in which commits.
@Suite struct FoldOrderTests {
    private static let stores = ["runs", "registry"]

    @Test(arguments: [UInt64(1), 2])
    func theOrderOfArrivalAndTheCommitsDoNotCount(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let project = try SyncProject()
        let clones = try ["a", "b", "c"].map { try project.clone($0) }
        try record(project, clones, &random)
        var views: [String: String] = [:]
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0, 1]] {
            let reader = try reader("r\(order.map(String.init).joined())", project)
            for clone in order {
                let refspec = "+refs/mlops/v1/*:refs/mlops-remote/\(clone)/v1/*"
                try reader.git("fetch", "-q", clones[clone].path, refspec).check()
                if random.next() % 2 == 0 { _ = try view(reader) }
            }
            views["order \(order)"] = try view(reader)
        }
        let regrouped = try reader("regrouped", project)
        try regroup(clones, into: regrouped, &random)
        views["regrouped"] = try view(regrouped)
        #expect(Set(views.values).count == 1, "\(views)")
        #expect(try #require(views.values.first).contains(#""name":"run 0""#))
    }

    /// A clone of the code alone, with no remote that could bring more.
    private func reader(_ name: String, _ project: SyncProject) throws -> TempRepository {
        let reader = try project.clone(name)
        try reader.git("remote", "remove", "origin").check()
        return reader
    }

    /// Everything the log shows, as bytes.
    private func view(_ repository: TempRepository) throws -> String {
        var text = ""
        for verbs in [
            ["runs", "list", "--deleted", "--json", "-n", "1000"], ["experiments", "list", "--deleted", "--json"],
            ["model", "list", "--deleted", "--json"],
        ] {
            text += try repository.run(["git", "mlops"] + verbs).check().output + "\n"
        }
        let list = try repository.mlops("runs", "list", "--deleted", "--porcelain", "-n", "1000").check().output
        for line in list.split(separator: "\n").sorted() {
            text += try repository.mlops("runs", "show", "--json", String(line.prefix { $0 != "\t" })).check().output
        }
        return text
    }

    /// Three clones that share two runs and a model, then edit and sync as chance has it.
    private func record(_ project: SyncProject, _ clones: [TempRepository], _ random: inout SeededGenerator) throws {
        for number in 0..<2 { try project.record("run \(number)", in: clones[0]) }
        try clones[0].mlops("model", "register", "--name", "fraud", "mlops.yaml").check()
        for _ in 0..<2 { for clone in clones { try clone.mlops("sync").check() } }
        for step in 0..<24 {
            let clone = try #require(clones.randomElement(using: &random))
            // Some make no sense just then, and are refused: that is part of it.
            try clone.run(["git", "mlops"] + edit(step, &random))
        }
    }

    private func edit(_ step: Int, _ random: inout SeededGenerator) -> [String] {
        let run = "run \(random.next() % 2)"
        return switch random.next() % 10 {
        case 0: ["runs", "tag", run, "k\(random.next() % 2)=\(step)"]
        case 1: ["runs", "note", run, "note \(step)"]
        case 2: ["log", "metric", "--run", run, "loss", "0.\(step)", "--step", "\(step)"]
        case 3: ["runs", random.next() % 2 == 0 ? "rm" : "restore", run]
        case 4: ["experiments", "create", "group \(random.next() % 3)"]
        case 5: ["model", "register", "--name", "fraud", "params.yaml"]
        case 6: ["model", "promote", "--offline", "fraud@v\(1 + random.next() % 2)", "Production"]
        case 7: ["model", "tag", "fraud", "owner=\(step)"]
        case 8: ["model", random.next() % 2 == 0 ? "delete" : "restore", "fraud@v1"]
        default: ["sync"]
        }
    }

    /// Every op of the clones in new commits: shuffled, some twice, in groups of one to five, on three remotes.
    private func regroup(
        _ clones: [TempRepository], into reader: TempRepository, _ random: inout SeededGenerator
    ) throws {
        for (number, clone) in clones.enumerated() {
            try reader.git("fetch", "-q", clone.path, "+refs/mlops/v1/*:refs/source/\(number)/*").check()
        }
        for store in Self.stores {
            let commits = try reader.git("rev-list", "--glob=refs/source/*/\(store)").check().output
            let sources = try commits.split(separator: "\n").flatMap { try ops(of: String($0), reader) }
            #expect(!sources.isEmpty)
            var left = (sources + sources.filter { _ in random.next() % 4 == 0 }).shuffled(using: &random)
            while !left.isEmpty {
                let group = Array(left.prefix(Int(1 + random.next() % 5)))
                left.removeFirst(group.count)
                try append(group, to: "refs/mlops-remote/\(random.next() % 3)/v1/\(store)", reader)
            }
        }
        let gone = try reader.git("for-each-ref", "--format=delete %(refname)", "refs/source").check().output
        try reader.git("update-ref", "--stdin", input: gone + "\n").check()
    }

    private struct Source {
        let line: String
        /// `mktree` lines of what stands beside the ops in its commit, each under the name of its folder.
        let attachments: Set<Attachment>
    }

    private struct Attachment: Hashable {
        let folder: String
        let entry: String
    }

    private func ops(of commit: String, _ reader: TempRepository) throws -> [Source] {
        let lines = try reader.git("show", "\(commit):ops")
        if lines.code != 0 { return [] }
        let attachments = try ["series", "snap", "blob"].flatMap { folder in
            try reader.git("ls-tree", "\(commit):\(folder)").output.split(separator: "\n").map {
                Attachment(folder: folder, entry: String($0))
            }
        }
        return lines.output.split(separator: "\n").map { Source(line: String($0), attachments: Set(attachments)) }
    }

    private func append(_ group: [Source], to ref: String, _ reader: TempRepository) throws {
        let text = group.map { $0.line + "\n" }.joined()
        let blob = try reader.git("hash-object", "-w", "--stdin", input: text).check().output
        var entries = "100644 blob \(blob)\tops\n"
        let attachments = group.reduce(into: Set<Attachment>()) { $0.formUnion($1.attachments) }
        for (folder, within) in Dictionary(grouping: attachments, by: \.folder) {
            let tree = try reader.git("mktree", input: within.map { $0.entry + "\n" }.joined()).check().output
            entries += "040000 tree \(tree)\t\(folder)\n"
        }
        let tree = try reader.git("mktree", input: entries).check().output
        let parent = try reader.git("rev-parse", "-q", "--verify", ref)
        let parents = parent.code == 0 ? ["-p", parent.output] : []
        let commit = try reader.run(["git", "commit-tree", tree, "-m", "regrouped"] + parents).check().output
        try reader.git("update-ref", ref, commit).check()
    }
}

internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsSystem
internal import MLOpsTerminal

struct StageAdd: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a stage to the pipeline",
        usage:
            "git mlops stage add -n <name> [-d <path>]... [-p [<file>:]<key>,...]... [-o <path>]... [<option>...] <command>...",
        discussion: "Writes what 'dvc stage add' writes; comments and layout of the file stay.")

    @Option(name: .shortAndLong, help: "The name of the stage")
    var name: String

    @Option(name: .shortAndLong, help: "Something that the stage reads (can be repeated)")
    var deps: [String] = []

    @Option(name: .shortAndLong, help: "Parameters, as KEY,KEY or FILE:KEY,KEY or FILE: (can be repeated)")
    var params: [String] = []

    @Option(name: .shortAndLong, help: "Something that the stage makes (can be repeated)")
    var outs: [String] = []

    @Option(name: [.customShort("O"), .long], help: "An output that git keeps itself (can be repeated)")
    var outsNoCache: [String] = []

    @Option(help: "An output that stays when the stage runs again (can be repeated)")
    var outsPersist: [String] = []

    @Option(help: "Both of that (can be repeated)")
    var outsPersistNoCache: [String] = []

    @Option(name: .shortAndLong, help: "A metrics file that the stage makes (can be repeated)")
    var metrics: [String] = []

    @Option(name: [.customShort("M"), .long], help: "A metrics file that git keeps itself (can be repeated)")
    var metricsNoCache: [String] = []

    @Option(help: "A file with values to plot that the stage makes (can be repeated)")
    var plots: [String] = []

    @Option(help: "Such a file that git keeps itself (can be repeated)")
    var plotsNoCache: [String] = []

    @Option(name: .shortAndLong, help: "The folder that the commands run in")
    var wdir: String?

    @Option(help: "What the stage is for")
    var desc: String?

    @Flag(name: .shortAndLong, help: "Replace a stage of that name")
    var force = false

    @Flag(help: "Run the stage whenever it is asked for")
    var alwaysChanged = false

    @Flag(help: "Run the stage at once")
    var run = false

    @Argument(parsing: .captureForPassthrough, help: "The command")
    var command: [String] = []

    init() {}

    func run(in session: Session) throws -> Int32 {
        let words = command.first == "--" ? Array(command.dropFirst()) : command
        if words.isEmpty {
            throw Diagnostic.usage("no command given", hint: "git mlops stage add -n train python train.py")
        }
        guard Stage.isGoodName(name) else {
            throw Diagnostic.usage("a stage name has no signs but '-' and '_', not '\(name)'")
        }
        let repository = try session.repository()
        let file = try PipelineFile(repository)
        if let wdir, !wdir.contains("${") {
            let folder = RelativePath.join(repository.prefix, wdir)
            guard Files.info(Paths.join(repository.workTree ?? "", folder), followLinks: true)?.kind == .directory
            else {
                throw Diagnostic.fatal("the working folder '\(wdir)' does not exist", hint: "mkdir '\(wdir)'")
            }
        }
        let read = WorktreeFiles.reader(root: repository.workTree ?? "")
        let known = file.bytes.isEmpty ? nil : try Pipeline.parse(file.bytes, file: file.path, read: read)
        if known?.stages.contains(where: { $0.group == name }) ?? false, !force {
            throw Diagnostic.fatal("stage '\(name)' is in '\(file.path)' already", hint: "--force replaces it")
        }
        try refuseDuplicates()
        let old = try Document.parse(file.bytes, format: .yaml, name: file.path)["stages"]?[name]?.objectValue
        try file.write(file.editor.setting(name, Self.keeping(old, in: definition(words))), repository)
        session.reporter.note("Added stage '\(name)' in '\(file.path)'")
        guard run else { return 0 }
        return try Repro.parse([name]).run(in: session)
    }

    private func refuseDuplicates() throws {
        var seen: Set<String> = []
        for path in deps + (parameters().compactMap { $0.objectValue?.keys.first }) {
            if seen.insert(RelativePath.normalize(path)).inserted { continue }
            throw Diagnostic.usage("'\(path)' is given twice", hint: "name each dependency once")
        }
    }

    /// What stays of a stage that is replaced, as in DVC: its order, `desc`, `meta`, and how outputs are described.
    private static func keeping(_ old: JSONObject?, in new: JSONObject) -> JSONObject {
        guard let old else { return new }
        var stage = JSONObject()
        for (key, value) in old { stage[key] = new[key] ?? (key == "meta" || key == "desc" ? value : nil) }
        for (key, value) in new { stage[key] = described(value, as: old[key], in: key) }
        return stage
    }

    private static func described(_ value: JSONValue, as old: JSONValue?, in key: String) -> JSONValue {
        guard ["outs", "metrics", "plots"].contains(key), case .array(let items) = value else { return value }
        let known = JSONObject(old?.arrayValue?.flatMap { Array($0.objectValue ?? JSONObject()) } ?? [])
        return .array(
            items.map { item in
                guard let path = item.stringValue ?? item.objectValue?.keys.first else { return item }
                var flags = item[path]?.objectValue ?? JSONObject()
                for name in ["desc", "type", "labels", "meta", "remote"] { flags[name] = known[path]?[name] }
                return flags.isEmpty ? .string(path) : .object([path: .object(flags)])
            })
    }

    /// The stage as dvc writes it: lists in order, parameters of the usual file first.
    private func definition(_ words: [String]) -> JSONObject {
        var stage = JSONObject()
        stage["desc"] = desc.map { .string($0) }
        stage["cmd"] = .string(words.count < 2 ? words[0] : words.map(Self.quoted).joined(separator: " "))
        stage["wdir"] = wdir.flatMap { $0 == "." ? nil : .string($0) }
        func set(_ key: String, _ items: [JSONValue]) { if !items.isEmpty { stage[key] = .array(items) } }
        set("deps", Self.sorted(deps).map(JSONValue.string))
        set("params", parameters())
        let flags: [(String, [(paths: [String], flags: JSONObject)])] = [
            (
                "outs",
                [
                    (outs, [:]), (outsNoCache, ["cache": false]), (outsPersist, ["persist": true]),
                    (outsPersistNoCache, ["cache": false, "persist": true]),
                ]
            ),
            ("metrics", [(metrics, [:]), (metricsNoCache, ["cache": false])]),
            ("plots", [(plots, [:]), (plotsNoCache, ["cache": false])]),
        ]
        for (key, groups) in flags {
            let items = groups.flatMap { group in group.paths.map { ($0, group.flags) } }
            let ordered = items.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
            set(key, ordered.map { path, flags in flags.isEmpty ? .string(path) : .object([path: .object(flags)]) })
        }
        if alwaysChanged { stage["always_changed"] = true }
        return stage
    }

    private func parameters() -> [JSONValue] {
        var keys: [String: [String]] = [:]
        for text in params {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let file = parts.count == 2 ? parts[0] : "params.yaml"
            keys[file, default: []] += parts[parts.count - 1].split(separator: ",").map(String.init)
        }
        var items: [JSONValue] = []
        for file in Self.sorted(Array(keys.keys)) {
            let own = Self.sorted(keys[file] ?? []).map(JSONValue.string)
            if file == "params.yaml", !own.isEmpty {
                items = own + items
            } else {
                items.append(.object([file: own.isEmpty ? .null : .array(own)]))
            }
        }
        return items
    }

    private static func sorted(_ texts: [String]) -> [String] {
        texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func quoted(_ word: String) -> String {
        word.contains(" ") && !word.contains("\"") ? "\"\(word)\"" : word
    }
}

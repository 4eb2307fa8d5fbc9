internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsEvaluation
internal import MLOpsStore
internal import MLOpsSystem
internal import MLOpsTerminal

struct SplitVerb: MLOpsCommand {
    static let configuration = CommandConfiguration(
        commandName: "split", abstract: "Cut a table into train, validation and test parts",
        usage: """
            git mlops split [--parts <shares>] [--stratify <column>]... [--group <column> | --time <column>] \
            [--key <column>]... [--cases <column>=<value> --controls <n>] [--seed <n>] [--output <folder>] [--force] <table>
            """,
        discussion: """
            The same seed and the same rows give the same parts, in whatever order the rows stand. Rows are written as \
            they are. What was cut from what is recorded, so that the lineage of a model shows it.
            """)

    @Argument(help: "A CSV or TSV file with a header") var table: String
    @Option(help: ArgumentHelp("75/15/10, or train=75,validation=15,test=10", valueName: "shares"))
    var parts = "75/15/10"
    @Option(help: ArgumentHelp("Every value of this column in all parts alike (can be repeated)", valueName: "column"))
    var stratify: [String] = []
    @Option(help: ArgumentHelp("Rows with one value of this column go to one part", valueName: "column"))
    var group: String?
    @Option(help: ArgumentHelp("The earliest rows to the first part, the latest to the last", valueName: "column"))
    var time: String?
    @Option(
        help: ArgumentHelp(
            "What a row is known by; else all of it, and a row that changes may move (can be repeated)",
            valueName: "column"))
    var key: [String] = []
    @Option(help: ArgumentHelp("A rare event: all its rows stay", valueName: "column>=<value"))
    var cases: String?
    @Option(help: ArgumentHelp("So many other rows stay for each case, in the first part", valueName: "n"))
    var controls: Double?
    @Flag(help: "Sample controls in every part, not only in the first") var sampleAll = false
    @Option(help: "Of the random order") var seed: UInt64 = 0
    @Option(help: ArgumentHelp("Where the parts go; else beside the table", valueName: "folder")) var output: String?
    @Flag(help: "Replace files that are there") var force = false
    @Flag(inversion: .prefixedNo, help: "Record what was cut from what") var record = true
    @Flag(help: "Print one JSON document") var json = false

    func validate() throws {
        if group != nil, time != nil || !stratify.isEmpty {
            throw ValidationError("--group goes with neither --time nor --stratify")
        }
        if time != nil, !stratify.isEmpty { throw ValidationError("--time and --stratify exclude each other") }
        if (cases == nil) != (controls == nil) { throw ValidationError("--cases and --controls go together") }
        if let controls, !(controls > 0 && controls.isFinite) { throw ValidationError("--controls is above 0") }
        if sampleAll, cases == nil { throw ValidationError("--sample-all goes with --cases") }
    }

    func run(in session: Session) throws -> Int32 {
        guard let list = SplitPart.list(parts) else {
            throw Diagnostic.usage("--parts takes shares such as 75/15/10 or train=80,test=20, not '\(parts)'")
        }
        let path = Paths.absolute(table, in: session.context.workingDirectory)
        try check(path)
        let outputs = try outputs(list, path, session)
        let split = TableSplit(
            name: table, path: path, parts: list, method: method, keys: key, cases: try sampled(), seed: seed)
        let recorder = SplitRecorder(split: split, command: command, session: session)
        let (result, run) = record ? try recorder.record(outputs) : (try split.write(to: outputs), nil)
        let view = SplitView(
            split: split, result: result, run: run, folder: session.context.workingDirectory)
        if json { session.out.json(view.json) } else { view.show(session.out) }
        return 0
    }

    private var method: TableSplit.Method {
        if let group { return .grouped(group) }
        if let time { return .ordered(time) }
        return .stratified(stratify)
    }

    private func sampled() throws -> TableSplit.Cases? {
        guard let cases, let controls else { return nil }
        let pair = try KeyValue.pair(cases, option: "--cases")
        return .init(column: pair.key, value: pair.value, controls: controls, isFirstPartOnly: !sampleAll)
    }

    private func check(_ path: String) throws {
        guard let info = Files.info(path, followLinks: true) else {
            throw Diagnostic.fatal("cannot open '\(table)': No such file or directory")
        }
        guard info.kind == .file else { throw Diagnostic.fatal("'\(table)' is not a file") }
        if info.size < Int64(Pointer.sizeLimit), Pointer.parse(try Files.read(path)) != nil {
            throw Diagnostic.fatal("the content of '\(table)' is not here", hint: "git mlops pull \(table)")
        }
    }

    /// `data.train.csv` beside `data.csv`, or `train.csv` in the folder that was named.
    private func outputs(_ parts: [SplitPart], _ path: String, _ session: Session) throws -> [String] {
        let name = Paths.name(path)
        let dot = name.lastIndex(of: ".").flatMap { $0 == name.startIndex ? nil : $0 }
        let ending = dot.map { String(name[$0...]) } ?? ""
        let stem = dot.map { String(name[..<$0]) } ?? name
        let folder = output.map { Paths.absolute($0, in: session.context.workingDirectory) }
        let paths = parts.map { part in
            Paths.join(folder ?? Paths.parent(path), (folder == nil ? "\(stem)." : "") + part.name + ending)
        }
        for path in paths where !force && Files.info(path) != nil {
            throw Diagnostic.fatal(
                "'\(Paths.relative(path, to: session.context.workingDirectory) ?? path)' is there already",
                hint: "--force replaces it")
        }
        if paths.contains(path) { throw Diagnostic.fatal("a part would replace '\(table)' itself") }
        if let folder { try Files.makeDirectories(folder) }
        return paths
    }

    /// What was asked for, so that it can be done again.
    private var command: [String] {
        var words = ["git", "mlops", "split", "--parts", parts]
        words += stratify.flatMap { ["--stratify", $0] } + (group.map { ["--group", $0] } ?? [])
        words += (time.map { ["--time", $0] } ?? []) + key.flatMap { ["--key", $0] }
        if let cases, let controls {
            words += ["--cases", cases, "--controls", DecimalText.significant(controls, digits: 15)]
        }
        if sampleAll { words.append("--sample-all") }
        words += ["--seed", "\(seed)"] + (output.map { ["--output", $0] } ?? [])
        return words + [table]
    }
}

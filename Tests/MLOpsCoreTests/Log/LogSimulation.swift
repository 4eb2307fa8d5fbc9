import MLOpsCore
import MLOpsTestSupport

/// Clones that write at random and exchange what they have, in memory.
struct LogSimulation {
    struct Clone {
        var ops: [Op] = []
        var lamport: Int64 = 0

        mutating func learn(_ others: some Sequence<Op>) {
            ops += others
            lamport = max(lamport, others.map(\.lamport).max() ?? 0)
        }
    }

    var random: SeededGenerator
    var clones: [Clone]
    private let runs = ["a", "b", "c"].map { String(repeating: $0, count: 32) }
    private let experiments = ["123456789012345678", "223456789012345678", ExperimentRecord.defaultID]
    private let logged = ["1", "2"].map { "m-" + String(repeating: $0, count: 32) }

    init(seed: UInt64, clones count: Int = 3) {
        random = SeededGenerator(seed: seed)
        clones = Array(repeating: Clone(), count: count)
    }

    /// Everything that a set of ops says, byte for byte.
    static func state(_ ops: [Op]) -> String {
        let simulation = LogSimulation(seed: 0)
        let runs = simulation.runs.map { run in
            RunFold.fold(run: run, ops.filter { $0.text("run") == run && LogStore(of: $0.kind) == .runs })?.json
                ?? .null
        }
        let logged = simulation.logged.map { id in
            LoggedModelFold.fold(id, ops.filter { $0.text("logged") == id && $0.kind.rawValue.hasPrefix("logged.") })?
                .json ?? .null
        }
        let state: JSONValue = [
            "runs": .array(runs), "logged": .array(logged),
            "experiments": .array(ExperimentFold.fold(ops).map(\.json)),
            "models": .array(ModelFold.fold(ops).map(\.json)),
        ]
        return state.canonicalText
    }

    /// `steps` times one clone writes, and now and then one sends another an arbitrary part of what it has.
    mutating func run(steps: Int) {
        for _ in 0..<steps {
            let writer = clones.indices.randomElement(using: &random)!
            write(writer)
            if Int.random(in: 0..<6, using: &random) == 0 {
                let reader = clones.indices.randomElement(using: &random)!
                let part = clones[writer].ops.filter { _ in Bool.random(using: &random) }
                clones[reader].learn(part)
            }
        }
    }

    private mutating func write(_ clone: Int) {
        let (kind, members) = draw(known: clones[clone].ops)
        var body = members
        clones[clone].lamport += 1
        body["k"] = .string(kind.rawValue)
        body["l"] = .integer(clones[clone].lamport)
        body["t"] = .integer(.random(in: 0...5000, using: &random))
        body["by"] = .string("clone\(clone)@example.com")
        body["w"] = .string("\(clone)")
        clones[clone].ops.append(Op(id: Hex.encode(random.bytes(20)), body: body))
    }

    private mutating func pick<T>(_ items: [T]) -> T { items.randomElement(using: &random)! }

    private mutating func known(_ ops: [Op], _ kinds: OpKind...) -> JSONValue {
        .string(ops.filter { kinds.contains($0.kind) }.randomElement(using: &random)?.id ?? "none")
    }

    private mutating func several(_ ops: [Op], _ kinds: OpKind...) -> JSONValue {
        let ids = ops.filter { kinds.contains($0.kind) }.map(\.id)
        return .array(ids.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }.map(JSONValue.string))
    }

    private mutating func draw(known ops: [Op]) -> (OpKind, JSONObject) {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: drawRun(ops)
        case 1: drawExperiment(ops)
        case 2: drawLogged(ops)
        default: drawModel(ops)
        }
    }

    private mutating func drawRun(_ ops: [Op]) -> (OpKind, JSONObject) {
        let (kind, members) = drawRunMembers(ops)
        var all = members
        all["run"] = .string(pick(runs))
        return (kind, all)
    }

    private mutating func drawRunMembers(_ ops: [Op]) -> (OpKind, JSONObject) {
        let number = JSONValue.integer(.random(in: 0...3, using: &random))
        let text = JSONValue.string(pick(["x", "y", "caf\u{e9}", "cafe\u{301}"]))
        switch Int.random(in: 0..<13, using: &random) {
        case 0, 1: return (.runStart, ["name": text, "experiment": .string(pick(experiments)), "tags": ["t": text]])
        case 2: return (.runParams, ["files": ["": ["k": number]]])
        case 3:
            return (
                .runMetrics,
                [
                    "points": [["s", number, number, 1], [text, pick(["NaN", "Infinity", -0.0]), number, 2]],
                    "dataset": ["name": text, "digest": "d"],
                ]
            )
        case 4: return (.runTag, ["key": text, "value": number, "prev": several(ops, .runTag)])
        case 5: return (.runTag, ["key": "t", "value": text, "prev": several(ops, .runTag, .runStart)])
        case 6: return (.runFinish, ["status": .string(pick(["finished", "failed", "killed"])), "exit": number])
        case 7:
            return (
                .runUpdate,
                [
                    "name": text, "status": .string(pick(["running", "failed", "unknown"])),
                    "prev": several(ops, .runFinish, .runUpdate),
                ]
            )
        case 8: return (.runDelete, [:])
        case 9: return (.runRestore, ["tombstones": several(ops, .runDelete)])
        case 10:
            return (.runInput, ["dataset": ["name": text, "digest": "d", "source": text], "tags": ["context": text]])
        case 11: return (.runArtifact, ["name": text, "size": number, "removed": .bool(number == 0)])
        default: return (.runOutput, ["logged": .string(pick(logged)), "step": number])
        }
    }

    private mutating func drawExperiment(_ ops: [Op]) -> (OpKind, JSONObject) {
        var members: JSONObject = ["experiment": .string(pick(experiments))]
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            members["name"] = .string(pick(["one", "two", "Default"]))
            return (.experimentCreate, members)
        case 1:
            members["name"] = .string(pick(["one", "two"]))
            return (.experimentUpdate, members)
        case 2:
            members["key"] = "k"
            members["value"] = .string(pick(["1", "2"]))
            members["prev"] = several(ops, .experimentTag)
            return (.experimentTag, members)
        case 3: return (.experimentDelete, members)
        default:
            members["tombstones"] = several(ops, .experimentDelete)
            return (.experimentRestore, members)
        }
    }

    private mutating func drawLogged(_ ops: [Op]) -> (OpKind, JSONObject) {
        var members: JSONObject = ["logged": .string(pick(logged)), "name": .string(pick(["m", "n"]))]
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return (.loggedCreate, members)
        case 1:
            members["status"] = .string(pick(["ready", "failed"]))
            return (.loggedUpdate, members)
        case 2:
            members["params"] = ["p": .string(pick(["1", "2"]))]
            return (.loggedParams, members)
        case 3: return (.loggedDelete, members)
        default:
            members["tombstones"] = several(ops, .loggedDelete)
            return (.loggedRestore, members)
        }
    }

    private mutating func drawModel(_ ops: [Op]) -> (OpKind, JSONObject) {
        if ops.allSatisfy({ $0.kind != .modelCreate }) || Int.random(in: 0..<12, using: &random) == 0 {
            return (.modelCreate, ["name": .string(pick(["fraud", "scam"]))])
        }
        var members: JSONObject = ["model": known(ops, .modelCreate)]
        switch Int.random(in: 0..<11, using: &random) {
        case 0, 1, 2:
            members["version"] = .integer(.random(in: 1...3, using: &random))
            return (.modelVersion, members)
        case 3, 4, 5:
            members["version"] = known(ops, .modelVersion)
            members["stage"] = .string(pick(["Production", "Staging"]))
            members["prev"] = several(ops, .modelStage, .modelResolve)
            if Bool.random(using: &random) { members["keep"] = several(ops, .modelStage) }
            return (.modelStage, members)
        case 6:
            members["stage"] = "Production"
            members["prev"] = several(ops, .modelStage)
            return (.modelUnstage, members)
        case 7:
            members["loser"] = known(ops, .modelStage)
            members["winner"] = known(ops, .modelStage, .modelResolve, .modelUnstage)
            return (.modelYield, members)
        case 8:
            members["winner"] = known(ops, .modelStage, .modelResolve)
            members["losers"] = several(ops, .modelStage)
            return (.modelResolve, members)
        case 9:
            members["alias"] = .string(pick(["champion", "challenger"]))
            if Bool.random(using: &random) { members["version"] = known(ops, .modelVersion) }
            return (.modelAlias, members)
        default: return drawModelEdit(members, ops)
        }
    }

    private mutating func drawModelEdit(_ model: JSONObject, _ ops: [Op]) -> (OpKind, JSONObject) {
        var members = model
        if Bool.random(using: &random) { members["version"] = known(ops, .modelVersion) }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return (.modelDelete, members)
        case 1:
            members["tombstones"] = several(ops, .modelDelete)
            return (.modelRestore, members)
        case 2:
            members["name"] = .string(pick(["fraud", "scam"]))
            return (.modelRename, members)
        default:
            members["text"] = .string(pick(["one", "two"]))
            return (.modelDescribe, members)
        }
    }
}

import MLOpsCore
import MLOpsTestSupport

/// Clones of one project with a registered model, each with an author of its own.
struct RegistryTeam {
    let clones: [TempRepository]
    let bare: String

    var ada: TempRepository { clones[0] }
    var ben: TempRepository { clones[1] }

    /// Clones `a`, `b`, …; the first has registered v1 to v3 of `fraud` and put v1 into Production; all are in sync.
    init(_ count: Int = 2) throws {
        let first = try TempRepository(name: "a")
        bare = try first.addBareRemote()
        for number in 1...3 { try first.write("m\(number).bin", "weights \(number)\n") }
        try first.commit("weights")
        try first.git("push", "-q", "-u", "origin", "main").check()
        for number in 1...3 { try first.mlops("model", "register", "m\(number).bin", "--name", "fraud").check() }
        try first.mlops("model", "promote", "fraud@v1", "Production").check()
        try first.mlops("sync").check()
        var clones = [first]
        for name in ["b", "c", "d", "e"].prefix(count - 1) {
            let clone = try first.clone(name, from: bare)
            try clone.mlops("sync").check()
            clones.append(clone)
        }
        self.clones = clones
    }

    /// Every clone syncs, in order, `rounds` times.
    func sync(rounds: Int = 2) throws {
        for _ in 0..<rounds { for clone in clones { try clone.mlops("sync").check() } }
    }

    /// The registry as every clone sees it, which is the same.
    func agreed() throws -> String {
        let views = try clones.map { try $0.mlops("model", "list", "--deleted", "--json").check().output }
        if Set(views).count != 1 { throw Disagreement(views: views) }
        return views[0]
    }

    struct Disagreement: Error {
        let views: [String]
    }
}

extension TempRepository {
    /// The version in `fraud`'s Production, "CONTESTED" or "".
    func production() throws -> String {
        let result = try mlops("model", "get", "fraud@Production")
        if result.errors.contains("is contested") {
            return try mlops("model", "get", "--strict", "fraud@Production").code == 3 ? "CONTESTED" : "not refused"
        }
        return String(result.output.split(separator: "\t").first ?? "")
    }

    func model(_ name: String = "fraud") throws -> JSONValue {
        try JSONValue.parse(try mlops("model", "show", "--json", name).check().outputBytes)["model"]!
    }

    /// How often `fraud` has a history entry of `kind`.
    func count(_ kind: String) throws -> Int {
        try model()["history"]!.arrayValue!.count { $0["kind"]?.stringValue == kind }
    }
}

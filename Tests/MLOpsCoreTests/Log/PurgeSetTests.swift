import MLOpsCore
import Testing

@Suite struct PurgeSetTests {
    private let run = String(repeating: "a", count: 32)

    private func op(_ kind: OpKind, _ id: String, _ members: JSONObject = [:], lamport: Int64 = 5) -> Op {
        var members = members
        if members["ops"] == nil { members["run"] = .string(run) }
        return OpMaker.op(kind, lamport, id, members)
    }

    @Test func aRunGoesWithAllThatIsSaidOfItButItsTombstones() {
        let purge = op(.runDelete, "d1", ["purge": true])
        let set = PurgeSet(of: [purge])
        #expect(set.hides(op(.runStart, "a1")))
        #expect(set.hides(op(.runMetrics, "a2", lamport: 99)))
        #expect(set.hides(op(.commitAttach, "a3")))
        #expect(!set.hides(purge))
        #expect(!set.hides(op(.runDelete, "d2")))
        #expect(!set.hides(OpMaker.op(.runStart, 5, "a4", ["run": .string(String(repeating: "b", count: 32))])))
    }

    @Test func singleOpsGoByTheirNames() {
        let purge = op(.runDelete, "d1", ["ops": [.string(OpMaker.full("a1"))], "purge": true])
        let set = PurgeSet(of: [purge])
        #expect(set.hides(op(.runNote, "a1")))
        #expect(!set.hides(op(.runNote, "a2")))
    }

    @Test func aDeletionIsNoPurge() {
        #expect(PurgeSet(of: [op(.runDelete, "d1")]).isEmpty)
        #expect(PurgeSet(of: [op(.runDelete, "d1", ["purge": "yes"])]).isEmpty)
        #expect(PurgeSet(of: [op(.runNote, "n1", ["purge": true])]).isEmpty)
        #expect(PurgeSet(of: [op(.runDelete, "d1", ["purge": true], lamport: 1 << 50)]).isEmpty)
    }

    @Test func namesOfHeads() {
        func head(_ name: String) -> String? {
            LogHead(name).map { "\($0.store.rawValue) \($0.generation)\($0.isInbox ? " inbox" : "")" }
        }
        #expect(head("refs/mlops/v1/runs") == "runs 0")
        #expect(head("refs/mlops/v1/g12/registry") == "registry 12")
        #expect(head("refs/mlops-remote/up/stream/v1/g2/runs") == "runs 2")
        #expect(head("refs/mlops/v1/inbox/g1/runs") == "runs 0 inbox")
        #expect(head("refs/mlops-remote/origin/v1/inbox/00ff/registry") == "registry 0 inbox")
        for wrong in ["g0", "g01", "g-1", "g99999999", "h1", "g"] {
            #expect(head("refs/mlops/v1/\(wrong)/runs") == nil)
        }
        #expect(head("refs/mlops/v1/other") == nil)
    }
}

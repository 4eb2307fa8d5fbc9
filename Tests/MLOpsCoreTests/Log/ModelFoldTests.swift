import MLOpsCore
import Testing

/// The registry rows of the table in docs/formats/log.md.
@Suite struct ModelFoldTests {
    private static let model = OpMaker.full("a")

    private func op(_ kind: OpKind, _ lamport: Int64, _ id: String, _ members: JSONObject = [:]) -> Op {
        var members = members
        if kind != .modelCreate, members["model"] == nil { members["model"] = .string(Self.model) }
        return OpMaker.op(kind, lamport, id, members)
    }

    private var create: Op { op(.modelCreate, 1, "a", ["name": "fraud"]) }

    private func version(_ number: Int64, _ lamport: Int64, _ id: String) -> Op {
        op(.modelVersion, lamport, id, ["version": .integer(number)])
    }

    private func stage(
        _ version: String, _ lamport: Int64, _ id: String, prev: [String] = [], keep: [String] = [],
        in stage: String = "Production"
    ) -> Op {
        op(
            .modelStage, lamport, id,
            [
                "version": .string(OpMaker.full(version)), "stage": .string(stage), "why": .string("because \(id)"),
                "prev": .array(prev.map { .string(OpMaker.full($0)) }),
                "keep": .array(keep.map { .string(OpMaker.full($0)) }),
            ])
    }

    private func yield(_ loser: String, to winner: String, _ lamport: Int64, _ id: String) -> Op {
        op(
            .modelYield, lamport, id,
            ["loser": .string(OpMaker.full(loser)), "winner": .string(OpMaker.full(winner))])
    }

    private func resolve(_ winner: String, over losers: [String], _ lamport: Int64, _ id: String) -> Op {
        op(
            .modelResolve, lamport, id,
            [
                "winner": .string(OpMaker.full(winner)), "stage": "Production",
                "losers": .array(losers.map { .string(OpMaker.full($0)) }),
            ])
    }

    /// v1 … v3 with the ops b1 … b3.
    private var base: [Op] { [create] + (1...3).map { version($0, 1 + $0, "b\($0)") } }

    private func fold(_ ops: [Op]) throws -> ModelRecord {
        let records = ModelFold.fold(ops)
        #expect(records.count == 1)
        return try #require(records.first)
    }

    private func production(_ ops: [Op]) throws -> (version: String?, isContested: Bool) {
        let record = try fold(ops)
        return (record.effectiveVersion(of: "Production")?.name, record.stages["Production"]?.isContested ?? false)
    }

    @Test func anOpWithoutItsModelIsNotShown() {
        #expect(ModelFold.fold([version(1, 2, "b")]).isEmpty)
    }

    @Test func oneNumberRegisteredTwiceKeepsBothAndRenumbersNothing() throws {
        let ops = [create, version(7, 5, "cc"), version(7, 5, "bb"), version(8, 6, "dd")]
        let record = try fold(ops)
        #expect(record.versions.map(\.name) == ["v7", "v7-cc000000", "v8"])
        #expect(record.versions.map(\.id) == ["bb", "cc", "dd"].map(OpMaker.full))
        #expect(record.version(named: "7")?.isDisplaced == false)
        #expect(record.version(named: "v7-cc000000")?.isDisplaced == true)
        #expect(record.nextNumber == 9)
    }

    @Test func numbersOfDeletedVersionsAreNotReused() throws {
        let delete = op(.modelDelete, 9, "d", ["version": .string(OpMaker.full("b3"))])
        let record = try fold(base + [delete])
        #expect(record.version(named: "v3")?.isDeleted == true)
        #expect(record.nextNumber == 4)
    }

    @Test(arguments: [0, -1, 1_000_000_000, Int64.max]) func impossibleNumbersAreIgnored(number: Int64) throws {
        #expect(try fold([create, version(number, 2, "b")]).versions.isEmpty)
    }

    @Test func aPromotionReplacesWhatItSaw() throws {
        let record = try fold(base + [stage("b1", 6, "c1"), stage("b2", 7, "c2", prev: ["c1"])])
        #expect(record.effectiveVersion(of: "Production")?.name == "v2")
        let moves = record.history.filter { $0.kind == .modelStage }
        #expect(moves.map(\.from) == [nil, "v1"])
        #expect(moves.map(\.to) == ["v1", "v2"])
        #expect(moves.map(\.why) == ["because c1", "because c2"])
        #expect(moves.map(\.author) == ["ada@example.com", "ada@example.com"])
        #expect(moves.map(\.outcome) == [.superseded, .current])
    }

    @Test func theSameVersionPromotedOnBothSidesIsOneValueAndTwoEntries() throws {
        let ops = base + [stage("b2", 6, "c1"), stage("b2", 6, "c2")]
        let record = try fold(ops)
        #expect(try production(ops) == ("v2", false))
        #expect(record.history.filter { $0.stage == "Production" }.count == 2)
        #expect(record.stages["Production"]?.seen == ["c1", "c2"].map(OpMaker.full))
    }

    @Test func differentVersionsPromotedAtOnceAreContestedAndTheLowerCounts() throws {
        let ops = base + [stage("b1", 6, "c1"), stage("b2", 7, "c3", prev: ["c1"]), stage("b3", 7, "c2", prev: ["c1"])]
        let record = try fold(ops)
        #expect(try production(ops) == ("v3", true))
        #expect(record.stages["Production"]?.contenders == ["b3", "b2"].map(OpMaker.full))
        #expect(record.history.suffix(2).map(\.outcome) == [.contested, .contested])
    }

    @Test func whoYieldsLeavesThePublishedValue() throws {
        let rivals = base + [stage("b2", 6, "c1"), stage("b3", 6, "c2"), stage("b1", 5, "c0")]
        let ops = rivals + [yield("c1", to: "c2", 7, "d"), yield("c0", to: "c2", 7, "e")]
        #expect(try production(ops) == ("v3", false))
        let record = try fold(ops)
        #expect(record.history.first { $0.op == OpMaker.full("c1") }?.outcome == .yielded)
        #expect(record.history.first { $0.kind == .modelYield }?.to == "v3")
        // What comes after the winner does not wake the loser.
        #expect(try production(ops + [stage("b1", 9, "f", prev: ["c2"])]) == ("v1", false))
    }

    @Test func crossedYieldsAreContestedUntilOneResolves() throws {
        let rivals = base + [stage("b2", 6, "c1"), stage("b3", 6, "c2")]
        let crossed = rivals + [yield("c1", to: "c2", 7, "d"), yield("c2", to: "c1", 7, "e")]
        #expect(try production(crossed) == ("v2", true))
        let resolved = crossed + [resolve("c2", over: ["c1"], 8, "f")]
        #expect(try production(resolved) == ("v3", false))
        #expect(try fold(resolved).history.last?.from == "v2")
    }

    @Test func crossedResolutionsAreContestedAgainAndEndLikewise() throws {
        let rivals = base + [stage("b2", 6, "c1"), stage("b3", 6, "c2")]
        let crossed = rivals + [resolve("c1", over: ["c2"], 7, "d"), resolve("c2", over: ["c1"], 7, "e")]
        #expect(try production(crossed) == ("v2", true))
        #expect(try production(crossed + [resolve("e", over: ["d"], 8, "f")]) == ("v3", false))
        #expect(try production(crossed + [yield("d", to: "e", 8, "f")]) == ("v3", false))
    }

    @Test func aResolutionThatNamesOnlyTwoOfThreeLeavesTheThird() throws {
        let rivals = base + [stage("b1", 6, "c0"), stage("b2", 6, "c1"), stage("b3", 6, "c2")]
        let ops = rivals + [resolve("c1", over: ["c0"], 7, "d")]
        #expect(try production(ops) == ("v3", true))
    }

    @Test func aWithdrawalTakesOnlyWhatItSaw() throws {
        let withdrawal = op(.modelUnstage, 8, "d", ["stage": "Production", "prev": [.string(OpMaker.full("c1"))]])
        let first = base + [stage("b1", 6, "c1"), withdrawal]
        #expect(try production(first) == (nil, false))
        #expect(try fold(first).stages["Production"]?.claims.isEmpty == true)
        #expect(try fold(first).history.first { $0.kind == .modelStage }?.outcome == .withdrawn)
        #expect(try production(first + [stage("b2", 7, "c2", prev: ["c1"])]) == ("v2", false))
        #expect(try production(first + [stage("b2", 7, "c2"), yield("c2", to: "d", 9, "e")]) == (nil, false))
    }

    @Test func versionsKeptBesideEachOtherDoNotContend() throws {
        let ops = base + [stage("b1", 6, "c1"), stage("b2", 7, "c2", prev: ["c1"], keep: ["c1"])]
        #expect(try production(ops) == ("v2", false))
        #expect(try fold(ops).stages["Production"]?.claims.map(\.version) == ["b1", "b2"].map(OpMaker.full))
        #expect(try production(ops + [stage("b3", 8, "c3", prev: ["c2"])]) == ("v3", false))
    }

    @Test func archivedHoldsManyAndIsNeverContested() throws {
        let ops = base + [stage("b1", 6, "c1", in: "Archived"), stage("b2", 6, "c2", in: "Archived")]
        let record = try fold(ops)
        #expect(record.stages["Archived"]?.isContested == false)
        #expect(record.stages(of: OpMaker.full("b1")) == ["Archived"])
        #expect(record.stages(of: OpMaker.full("b2")) == ["Archived"])
    }

    @Test func aDeletedVersionHoldsNoStageAndNoAlias() throws {
        let alias = op(.modelAlias, 6, "e", ["alias": "champion", "version": .string(OpMaker.full("b2"))])
        let delete = op(.modelDelete, 8, "d", ["version": .string(OpMaker.full("b2"))])
        let ops = base + [stage("b2", 6, "c1"), alias, delete]
        #expect(try production(ops) == (nil, false))
        #expect(try fold(ops).aliases.isEmpty)
        let restore = op(
            .modelRestore, 9, "f", ["version": .string(OpMaker.full("b2")), "tombstones": [.string(delete.id)]])
        #expect(try production(ops + [restore]) == ("v2", false))
        #expect(try fold(ops + [restore]).aliases["champion"] == OpMaker.full("b2"))
    }

    @Test func twoCreationsOfOneNameAreOneModel() throws {
        let other = op(.modelCreate, 1, "aa", ["name": "fraud", "tags": ["team": "risk"]])
        let mine = op(.modelVersion, 2, "c", ["version": 1, "model": .string(other.id)])
        let record = try fold([other, mine, create, version(1, 2, "d")])
        #expect(record.id == Self.model)
        #expect(record.identities == ["a", "aa"].map(OpMaker.full))
        #expect(record.versions.map(\.name) == ["v1", "v1-d0000000"])
        #expect(record.tags.value(of: "team") == "risk")
        // The one thing has one name, whichever creation a renaming was about.
        let rename = op(.modelRename, 5, "e", ["name": "scam", "model": .string(other.id)])
        #expect(try fold([other, mine, create, rename]).name == "scam")
    }

    @Test func aNameThatWasGivenUpIsFree() {
        let rename = op(.modelRename, 2, "b", ["name": "scam"])
        let second = op(.modelCreate, 3, "c", ["name": "fraud"])
        #expect(ModelFold.fold([create, rename, second]).map(\.name) == ["fraud", "scam"])
        let delete = op(.modelDelete, 2, "b")
        #expect(ModelFold.fold([create, delete, second]).filter { !$0.isDeleted }.map(\.id) == [second.id])
    }

    @Test func twoLiveModelsNeverShareAName() {
        let second = op(.modelCreate, 1, "c", ["name": "scam"])
        let rename = op(.modelRename, 4, "d", ["name": "fraud", "model": .string(second.id)])
        #expect(ModelFold.fold([create, second, rename]).map(\.name) == ["fraud", "fraud-d0000000"])
        let delete = op(.modelDelete, 2, "e")
        let third = op(.modelCreate, 3, "f", ["name": "fraud"])
        let restore = op(.modelRestore, 4, "b", ["tombstones": [.string(delete.id)]])
        let names = ModelFold.fold([create, delete, third, restore])
        #expect(names.map(\.name) == ["fraud", "fraud-b0000000"])
        #expect(names.map(\.id) == [third.id, create.id])
    }

    @Test func deletionHidesAndKeepsEditsAndRestoreLiftsWhatItNames() throws {
        let delete = op(.modelDelete, 5, "d")
        let edit = op(.modelDescribe, 5, "e", ["text": "edited elsewhere"])
        let hidden = try fold(base + [delete, edit])
        #expect(hidden.isDeleted)
        #expect(hidden.description == "edited elsewhere")
        #expect(hidden.tombstones.standing == [delete.id])
        let restore = op(.modelRestore, 6, "f", ["tombstones": [.string(delete.id)]])
        #expect(try !fold(base + [delete, edit, restore]).isDeleted)
        #expect(try fold(base + [delete, edit, restore, op(.modelDelete, 6, "g")]).isDeleted)
    }

    @Test func aliasesAreTheLastInTheOrderAndCanGo() throws {
        func alias(_ version: String?, _ lamport: Int64, _ id: String) -> Op {
            var members: JSONObject = ["alias": "champion"]
            members["version"] = version.map { .string(OpMaker.full($0)) }
            return op(.modelAlias, lamport, id, members)
        }
        let two = base + [alias("b1", 5, "c"), alias("b2", 5, "d")]
        #expect(try fold(two).aliases["champion"] == OpMaker.full("b2"))
        #expect(try fold(two + [alias(nil, 6, "e")]).aliases.isEmpty)
        #expect(try fold(two).aliases(of: OpMaker.full("b2")) == ["champion"])
    }

    @Test func versionsHaveStatusTextAndTagsOfTheirOwn() throws {
        let b1 = JSONValue.string(OpMaker.full("b1"))
        let ops = [
            op(.modelUpdate, 5, "c", ["version": b1, "status": "failed", "message": "upload broke"]),
            op(.modelDescribe, 6, "d", ["version": b1, "text": "baseline"]),
            op(.modelTag, 7, "e", ["version": b1, "key": "k", "value": "1"]),
            op(.modelTag, 8, "f", ["version": b1, "key": "k", "value": "2", "prev": [.string(OpMaker.full("e"))]]),
        ]
        let version = try #require(try fold(base + ops).version(named: "1"))
        #expect(version.status == .failed)
        #expect(version.statusMessage == "upload broke")
        #expect(version.description == "baseline")
        #expect(version.tags.value(of: "k") == "2")
        #expect(version.tags.seen("k") == [OpMaker.full("f")])
    }

    @Test func namesCompareByTheirBytes() {
        let composed = op(.modelCreate, 1, "a", ["name": "caf\u{e9}"])
        let decomposed = op(.modelCreate, 1, "b", ["name": "cafe\u{301}"])
        #expect(ModelFold.fold([composed, decomposed]).count == 2)
    }
}

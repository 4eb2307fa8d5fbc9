/// The registry from its ops: a pure function of the set, whatever order, grouping or duplicates it comes in.
///
/// Members of the ops (docs/formats/log.md has the table): every op but `model.create` has `model`, the op id of the
/// creation (any of the united ones). `version` is the *number* in `model.version` and the *op id* of the registration
/// everywhere else. Any op may have `why`.
///
///     model.create    name, description, tags {key: value}
///     model.rename    name
///     model.describe  text                                       (version: of the version)
///     model.tag       key, value (absent: remove), prev          (version: of the version)
///     model.alias     alias, version (absent: remove)
///     model.version   version (number), run, logged, commit, tree, source, link, files [{name, size, sha256}], description, tags, status
///     model.update    version, status, message, source, run
///     model.stage     version, stage, prev (ModelStage.seen), keep (those of prev that stay beside it)
///     model.unstage   stage, prev
///     model.yield     loser, winner (op ids of model.stage, .resolve; the winner also .unstage)
///     model.resolve   stage, winner, losers (op ids of claims), prev
///     model.delete    (version: only the version)
///     model.restore   tombstones                                 (version: only the version)
package enum ModelFold {
    /// All models, deleted ones too, by name and then by id.
    package static func fold(_ ops: some Sequence<Op>) -> [ModelRecord] {
        var builder = RegistryBuilder()
        for op in Op.ordered(ops.lazy.filter { LogStore(of: $0.kind) == .registry }) { builder.apply(op) }
        return builder.finish().sorted { (ByteKey($0.name), $0.id) < (ByteKey($1.name), $1.id) }
    }
}

/// One entry of a model's history.
package struct ModelChange: Sendable, Equatable {
    /// What became of a promotion.
    package enum Outcome: String, Sendable {
        case current, contested, superseded, yielded, withdrawn, deleted
    }

    package let op: String
    package let kind: OpKind
    /// Milliseconds since 1970 UTC on the writer's clock.
    package let time: Int64
    package let author: String
    package var why = ""
    /// The computer that it was done on; empty when its op does not say.
    package var host = ""
    /// Of stage ops.
    package var stage: String?
    /// Name of the version that the op is about.
    package var version: String?
    /// Key of a tag, or the alias.
    package var key: String?
    /// Before and after, as text: versions by name (`v7`), names, descriptions, values of tags. Of a promotion, `from`
    /// is what its author saw in the stage. Of a yield, `from` is the loser and `to` the winner.
    package var from: String?
    package var to: String?
    /// Of `model.stage` and `model.resolve`.
    package var outcome: Outcome?
    /// Of a promotion that gates were asked about: what they said, docs/formats/log.md.
    package var gates: JSONObject?
}

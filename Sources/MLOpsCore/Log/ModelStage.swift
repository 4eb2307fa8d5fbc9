/// What holds a stage. Names of stages are free; ``shared`` ones hold any number of versions and are never contested.
package struct ModelStage: Sendable, Equatable {
    /// Archived versions do not displace each other.
    package static let shared: Set<String> = ["Archived"]

    /// A promotion that stands: nobody replaced it, withdrew it or yielded it.
    package struct Claim: Sendable, Equatable {
        /// A `model.stage` or `model.resolve`.
        package let op: String
        /// Op id of the version.
        package let version: String
        package let author: String
        package let time: Int64
        package let why: String
    }

    package let name: String
    /// In the order of the fold. Several only while promotions are concurrent, kept beside each other, or the stage is
    /// shared.
    package var claims: [Claim]
    /// Two versions were promoted at the same time, neither promotion knew of the other, and nobody yielded.
    package var isContested: Bool
    /// Op id of the version that counts: of contested ones that of the lowest claim in the order, which every clone
    /// agrees on, else that of the last. Nil: the stage is empty.
    package var effective: String?
    /// What the next `model.stage`, `model.unstage` or `model.resolve` of this stage lists as `prev`: every claim that
    /// was not replaced, those that yielded included.
    package var seen: [String]

    /// Op ids of the contending versions; empty unless contested.
    package var contenders: [String] {
        isContested ? claims.map(\.version).reduce(into: []) { if !$0.contains($1) { $0.append($1) } } : []
    }
}

/// A cell of a merged notebook, by where it comes from.
enum CellToken: Hashable {
    /// In the version that both sides come from.
    case base(Int)
    /// New on our side, or the same new cell on both.
    case ours(Int)
    /// New on their side only.
    case theirs(Int)

    var isNew: Bool {
        if case .base = self { false } else { true }
    }
}

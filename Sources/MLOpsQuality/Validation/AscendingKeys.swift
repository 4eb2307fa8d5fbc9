/// The integers of a column as long as each is larger than the one before, as ids mostly are: none of these can
/// repeat another, and telling so costs a comparison instead of a hash.
struct AscendingKeys {
    private(set) var keys: [(value: Int64, line: Int)] = []

    /// Takes `value` when it is larger than all before; false otherwise, and then it is not taken.
    mutating func append(_ value: Int64, line: Int) -> Bool {
        if let last = keys.last, last.value >= value { return false }
        keys.append((value, line))
        return true
    }
}

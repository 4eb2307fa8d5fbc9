/// Tags as an observed-remove set: setting and removing name the additions that they replace, so an addition made
/// elsewhere at the same time survives.
package struct TagSet: Sendable, Equatable {
    package struct Tag: Sendable, Equatable {
        package let value: String
        /// The op that set it: whoever replaces or removes it names this id.
        package let op: String
    }

    private var entries: ByteMap<[Tag]> = [:]

    package init() {}

    package var isEmpty: Bool { entries.isEmpty }

    /// All additions of `key` that stand, in the order of the fold: more than one only while they are concurrent.
    package subscript(key: String) -> [Tag]? { entries[key] }

    /// What to show: of concurrent additions the last in the order of the fold. Sorted by key.
    package var values: [(key: String, value: String)] {
        entries.compactMap { key, tags in tags.last.map { (key, $0.value) } }
    }

    /// The value to show of `key`.
    package func value(of key: String) -> String? { entries[key]?.last?.value }

    /// `prev` of an op that sets or removes `key` now.
    package func seen(_ key: String) -> [String] { (entries[key] ?? []).map(\.op) }

    package var json: JSONValue {
        .object(JSONObject(values.map { (key: $0.key, value: .string($0.value)) }))
    }

    /// Applies an op with `key`, `value` (absent: remove) and `prev`.
    mutating func apply(_ op: Op) {
        guard let key = op.text("key") else { return }
        let replaced = Set(op.texts("prev"))
        var tags = (entries[key] ?? []).filter { !replaced.contains($0.op) }
        if let value = op.text("value") { tags.append(Tag(value: value, op: op.id)) }
        entries[key] = tags.isEmpty ? nil : tags
    }

    /// Adds the member `tags` of an op that creates something.
    mutating func addAll(of op: Op) {
        for (key, value) in op.object("tags") {
            if let value = value.stringValue { entries[key, default: []].append(Tag(value: value, op: op.id)) }
        }
    }
}

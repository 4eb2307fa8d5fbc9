internal import MLOpsCore

/// Three versions of metadata made one. Objects are merged member by member and tags as a set; where both sides
/// changed the same value, ours stays and its path is noted.
struct ValueMerge {
    /// Paths of values that both sides changed: "metadata.kernelspec.name".
    private(set) var disputes: [String] = []

    mutating func merge(_ base: JSONObject, _ ours: JSONObject, _ theirs: JSONObject, path: String) -> JSONObject {
        var result = JSONObject()
        for key in ours.keys + theirs.keys.filter({ ours[$0] == nil }) {
            let place = path.isEmpty ? key : "\(path).\(key)"
            if let value = merge(base[key], ours[key], theirs[key], path: place) { result[key] = value }
        }
        return result
    }

    private mutating func merge(_ base: JSONValue?, _ ours: JSONValue?, _ theirs: JSONValue?, path: String)
        -> JSONValue?
    {
        if ours == theirs || theirs == base { return ours }
        if ours == base { return theirs }
        if let one = ours?.objectValue, let two = theirs?.objectValue {
            return .object(merge(base?.objectValue ?? [:], one, two, path: path))
        }
        if let one = ours.flatMap(Self.words), let two = theirs.flatMap(Self.words), path.hasSuffix("tags") {
            let old = base.flatMap(Self.words) ?? []
            let kept = one.filter { two.contains($0) || !old.contains($0) }
            return .array((kept + two.filter { !one.contains($0) && !old.contains($0) }).map { .string($0.text) })
        }
        disputes.append(path)
        return ours ?? theirs
    }

    private static func words(_ value: JSONValue) -> [ByteKey]? {
        guard let items = value.arrayValue else { return nil }
        let words = items.compactMap(\.stringValue)
        return words.count == items.count ? words.map(ByteKey.init) : nil
    }
}

internal import MLOpsCore
internal import MLOpsSystem

/// Heads of earlier generations, and of inboxes that grew on them, whose ops are all in the present one: nobody needs to
/// read them again. A cache in `mlops/settled`; without it the heads are compared again.
struct SettledHeads {
    private let path: String
    private(set) var ids: Set<ObjectID>

    init(_ layout: LogLayout) {
        path = Paths.join(layout.directory, "settled")
        let text = (try? Files.readIfPresent(path))?.asText ?? ""
        ids = Set(text.split(separator: "\n").compactMap { ObjectID(hex: String($0)) })
    }

    mutating func insert(_ heads: some Sequence<ObjectID>) throws {
        ids.formUnion(heads)
        let lines = ids.sorted().map { $0.hex + "\n" }.joined()
        try Files.write(Array(lines.utf8), to: path)
    }

    static func add(_ heads: some Sequence<ObjectID>, _ layout: LogLayout) throws {
        var settled = SettledHeads(layout)
        try settled.insert(heads)
    }
}

/// Things that people know by name and that clones create without asking each other: two creations of one name become
/// one thing, under the id of the lower in the order of the fold. It is fed in that order.
struct NameGroups {
    struct Group {
        /// Of the creation that named it first.
        let id: String
        /// Of all creations that it unites, ``id`` first: ops may name any of them.
        var identities: [String]
        var name: String
        /// The op that gave it its name: of two live things of one name the one with the lower claim keeps it.
        var claim: (lamport: Int64, op: String)
        var tombstones = Tombstones()
    }

    private(set) var groups: [Group] = []
    private var byIdentity: [ByteKey: Int] = [:]
    private var byName: [ByteKey: [Int]] = [:]

    /// Where the thing is that any creation called `identity`; nil when none did.
    func index(of identity: String) -> Int? { byIdentity[ByteKey(identity)] }

    /// Creates a thing, or unites it with the live one that has this name. Creating an id again changes nothing.
    mutating func create(_ identity: String, name: String, lamport: Int64, op: String) -> Int {
        if let known = index(of: identity) { return known }
        let sharers = (byName[ByteKey(name)] ?? []).filter { !groups[$0].tombstones.isDeleted }
        if let first = sharers.min(by: { groups[$0].claim < groups[$1].claim }) {
            groups[first].identities.append(identity)
            byIdentity[ByteKey(identity)] = first
            return first
        }
        groups.append(Group(id: identity, identities: [identity], name: name, claim: (lamport, op)))
        byIdentity[ByteKey(identity)] = groups.count - 1
        byName[ByteKey(name), default: []].append(groups.count - 1)
        return groups.count - 1
    }

    mutating func rename(_ index: Int, to name: String, by op: Op) {
        byName[ByteKey(groups[index].name)]?.removeAll { $0 == index }
        byName[ByteKey(name), default: []].append(index)
        groups[index].name = name
        groups[index].claim = (op.lamport, op.id)
    }

    mutating func delete(_ index: Int, by op: Op) { groups[index].tombstones.delete(op) }

    /// A thing that comes back claims its name anew: what took the name meanwhile keeps it.
    mutating func restore(_ index: Int, by op: Op) {
        let wasDeleted = groups[index].tombstones.isDeleted
        groups[index].tombstones.restore(op)
        if wasDeleted, !groups[index].tombstones.isDeleted { groups[index].claim = (op.lamport, op.id) }
    }

    /// A name for each thing, unique among the live ones: where renaming or restoring made two of one name, the later
    /// claim is shown as `name-<8 digits of the op that made the claim>`.
    func finalNames() -> [String] {
        var names = groups.map(\.name)
        var taken: Set<ByteKey> = []
        let live = groups.indices.filter { !groups[$0].tombstones.isDeleted }
        for index in live.sorted(by: { groups[$0].claim < groups[$1].claim })
        where !taken.insert(ByteKey(names[index])).inserted {
            names[index] += "-\(groups[index].claim.op.prefix(8))"
            taken.insert(ByteKey(names[index]))
        }
        return names
    }
}

internal import MLOpsCore

/// The bytes of a commit object, with other trees and parents put in.
struct RawCommit: Sendable {
    let tree: ObjectID
    let parents: [ObjectID]
    /// Header lines after the parents, and the message.
    private let rest: [UInt8]

    /// Nil when these are not a commit's bytes.
    init?(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        guard let tree = Self.take("tree ", &rest) else { return nil }
        var parents: [ObjectID] = []
        while let parent = Self.take("parent ", &rest) { parents.append(parent) }
        self.tree = tree
        self.parents = parents
        self.rest = Array(rest)
    }

    /// The same commit on other parents, with another tree. A signature would not fit any more and is left out.
    func bytes(tree: ObjectID, parents: [ObjectID]) -> [UInt8] {
        var head = "tree \(tree)\n"
        for parent in parents { head += "parent \(parent)\n" }
        return Array(head.utf8) + Self.withoutSignature(rest)
    }

    private static func take(_ word: String, _ rest: inout ArraySlice<UInt8>) -> ObjectID? {
        guard rest.starts(with: word.utf8), let end = rest.firstIndex(of: 0x0a) else { return nil }
        let text = String(decoding: rest[(rest.startIndex + word.utf8.count)..<end], as: UTF8.self)
        guard let id = ObjectID(hex: text) else { return nil }
        rest = rest[(end + 1)...]
        return id
    }

    /// Headers `gpgsig` and `gpgsig-sha256` go on in lines that begin with a blank; headers end at an empty line.
    private static func withoutSignature(_ bytes: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        var rest = bytes[...]
        var isSignature = false
        while let end = rest.firstIndex(of: 0x0a), end > rest.startIndex {
            let line = rest[...end]
            if line.first != 0x20 { isSignature = line.starts(with: "gpgsig".utf8) }
            if !isSignature { kept += line }
            rest = rest[(end + 1)...]
        }
        return kept + rest
    }
}

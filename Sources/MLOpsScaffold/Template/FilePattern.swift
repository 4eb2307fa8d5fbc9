/// A path pattern of a template: `*` and `?` stay inside one folder, `**` crosses folders. The whole path must match.
struct FilePattern: Sendable, Equatable {
    private enum Part: Sendable, Equatable {
        case byte(UInt8)
        case anyByte
        case run(crossesFolders: Bool)
    }

    private let parts: [Part]

    init(_ text: String) {
        var parts: [Part] = []
        for byte in text.utf8 {
            switch (byte, parts.last) {
            case (UInt8(ascii: "*"), .run): parts[parts.count - 1] = .run(crossesFolders: true)
            case (UInt8(ascii: "*"), _): parts.append(.run(crossesFolders: false))
            case (UInt8(ascii: "?"), _): parts.append(.anyByte)
            default: parts.append(.byte(byte))
            }
        }
        self.parts = parts
    }

    /// Work grows with the product of both lengths, never faster: all places the pattern can be at are kept at once.
    func matches(_ path: String) -> Bool {
        var places = closure([0])
        for byte in path.utf8 {
            var next: Set<Int> = []
            for place in places where place < parts.count {
                switch parts[place] {
                case .byte(byte): next.insert(place + 1)
                case .anyByte where byte != UInt8(ascii: "/"): next.insert(place + 1)
                case .run(true): next.insert(place)
                case .run(false) where byte != UInt8(ascii: "/"): next.insert(place)
                default: break
                }
            }
            places = closure(next)
        }
        return places.contains(parts.count)
    }

    /// The places, and those reached from them because a run may be empty.
    private func closure(_ places: Set<Int>) -> Set<Int> {
        var all = places
        for var place in places {
            while place < parts.count, case .run = parts[place] {
                place += 1
                all.insert(place)
            }
        }
        return all
    }
}

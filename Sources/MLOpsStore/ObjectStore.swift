package import MLOpsCore
package import MLOpsSystem

/// Large files' contents by name, in Git LFS's layout, so that Git LFS and we can serve one clone:
///
///     <root>/objects/aa/bb/<64 hexadecimal digits>    whole objects, read-only, complete since they were visible
///     <root>/tmp/                                     what is being written
///     <root>/bad/                                     what fsck took out
///
/// `root` is `<common git dir>/lfs` or what `lfs.storage` names; a directory remote has the same layout.
package struct ObjectStore: Sendable {
    /// Absolute, no trailing slash.
    package let root: String
    package let sharing: SharingMode
    /// Whether an object reaches the disk before it gets its name (`core.fsync` with loose objects; as git, not by
    /// default: a truncated object is found by its size).
    package let isDurable: Bool
    /// Roots of stores that are only read, as git reads alternates.
    package let alternates: [String]
    /// Root of the store that this one shares its objects with (``shared``).
    package let sharedRoot: String?

    package init(
        root: String, sharing: SharingMode = .umask, isDurable: Bool = false, alternates: [String] = [],
        sharedRoot: String? = nil
    ) {
        self.root = root
        self.sharedRoot = sharedRoot
        self.sharing = sharing
        self.isDurable = isDurable
        self.alternates = alternates
    }

    package var objectsDirectory: String { root + "/objects" }
    package var temporaryDirectory: String { root + "/tmp" }
    package var quarantineDirectory: String { root + "/bad" }

    /// Where the object is when it is there.
    package func path(of id: ContentID) -> String {
        Self.path(of: id, root: root)
    }

    static func path(of id: ContentID, root: String) -> String {
        let hex = id.hex
        return "\(root)/objects/\(hex.prefix(2))/\(hex.dropFirst(2).prefix(2))/\(hex)"
    }

    /// The file that holds the object with the right size, here or in an alternate. Its content is not read.
    package func locate(_ object: LargeObject) -> String? {
        for root in [root] + alternates {
            let path = Self.path(of: object.id, root: root)
            if let info = Files.info(path, followLinks: true), info.kind == .file, info.size == object.size {
                return path
            }
        }
        return nil
    }

    package func contains(_ object: LargeObject) -> Bool {
        object.size == 0 || locate(object) != nil
    }

    /// Whether there is any file under the object's name here, be it damaged.
    package func holdsFile(for id: ContentID) -> Bool {
        Files.exists(path(of: id))
    }

    /// The object opened for reading.
    package func open(_ object: LargeObject) throws -> Descriptor {
        guard let path = locate(object) else { throw StoreError.missing(object) }
        return try Descriptor(opening: path)
    }

    /// Whether the object's file has the hash that its name says. Reads all of it.
    package func verify(_ object: LargeObject) throws -> Bool {
        let file = try open(object)
        var hasher = ContentHasher()
        try file.forEachChunk { hasher.update($0) }
        return hasher.finalize() == object
    }

    /// Moves a damaged object out of the way, to `bad/`; in the shared store too, where it may be the same file.
    package func quarantine(_ id: ContentID) throws {
        try makeDirectory(quarantineDirectory)
        try Files.rename(path(of: id), to: quarantineDirectory + "/" + id.hex)
        guard let shared, let size = Files.info(shared.path(of: id))?.size else { return }
        if try !shared.verify(LargeObject(id: id, size: size)) { try? shared.quarantine(id) }
    }

    /// Every object's name and size, in the order of names.
    package func forEachObject(_ body: (LargeObject) throws -> Void) throws {
        for first in try Self.listIfPresent(objectsDirectory) where first.utf8.count == 2 {
            for second in try Self.listIfPresent("\(objectsDirectory)/\(first)") where second.utf8.count == 2 {
                let folder = "\(objectsDirectory)/\(first)/\(second)"
                for name in try Self.listIfPresent(folder) {
                    guard let id = ContentID(name), let info = Files.info(folder + "/" + name), info.kind == .file
                    else { continue }
                    try body(LargeObject(id: id, size: info.size))
                }
            }
        }
    }

    static func listIfPresent(_ path: String) throws -> [String] {
        Files.isDirectory(path) ? try Files.list(path) : []
    }
}

internal import Glibc
package import MLOpsCore
package import MLOpsGit
package import MLOpsStore
internal import MLOpsSystem

/// The files of a version, as they are put into a folder. Their names come from the log, which others write: none may
/// lead out of the folder.
package struct ModelContents {
    private struct Item {
        let name: String
        let object: LargeObject
        let blob: ObjectID?
    }

    private let items: [Item]
    private let store: ObjectStore
    private let repository: Repository

    package init(_ files: [ModelVersion.File], _ store: ObjectStore, _ repository: Repository) throws {
        self.store = store
        self.repository = repository
        items = try files.map { file in
            guard let id = ContentID(file.digest), file.size >= 0 else {
                throw RegistryError.fatal("'\(DisplayText.oneLine(file.name))' has no SHA-256 in the registry")
            }
            try Self.check(file.name)
            return Item(
                name: file.name, object: LargeObject(id: id, size: file.size),
                blob: file.blob.flatMap { ObjectID(hex: $0) })
        }
        let names = Set(items.map { $0.name.lowercased() })
        if names.count < items.count { throw RegistryError.fatal("two files of the version have the same name") }
    }

    /// What neither git nor the local store has.
    package var missing: [LargeObject] {
        items.filter { item in
            if let blob = item.blob, repository.hasObject(blob) { return false }
            return !store.contains(item.object)
        }.map(\.object)
    }

    private static func check(_ name: String) throws(RegistryError) {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isSafe = parts.allSatisfy { part in
            let text = String(Substring(part))
            return !["", ".", "..", ".git"].contains(text.lowercased())
                && !text.utf8.contains { $0 < 0x20 || $0 == 0x7f }
        }
        if name.isEmpty || !isSafe {
            throw .fatal("'\(DisplayText.oneLine(name))' would lie outside the folder: nothing was written")
        }
    }

    /// All or nothing: every file is written beside its place and its hash checked before the first is moved there.
    package func write(into folder: String, force: Bool) throws {
        for item in items { try checkPlace(item, folder, force) }
        try Files.makeDirectories(folder)
        let staging = Paths.join(folder, ".mlops-fetch-\(repository.context.randomBits())")
        try Files.makeDirectories(staging)
        defer { try? Files.removeTree(staging) }
        for (index, item) in items.enumerated() { try stage(item, at: Paths.join(staging, "\(index)")) }
        for (index, item) in items.enumerated() {
            let path = Paths.join(folder, item.name)
            try Files.makeDirectories(Paths.parent(path))
            try Files.rename(Paths.join(staging, "\(index)"), to: path)
        }
    }

    /// No link on the way, and nothing there that would be lost.
    private func checkPlace(_ item: Item, _ folder: String, _ force: Bool) throws {
        var path = folder
        for part in item.name.split(separator: "/") {
            path = Paths.join(path, String(part))
            let isLast = path == Paths.join(folder, item.name)
            guard let info = Files.info(path) else { return }
            if isLast, info.kind == .file {
                if try force || hash(of: path) == item.object { return }
                throw RegistryError.fatal(
                    "'\(DisplayText.oneLine(path))' is there with other content", hint: "--force replaces it")
            }
            if isLast || info.kind != .directory {
                throw RegistryError.fatal("'\(DisplayText.oneLine(path))' is in the way")
            }
        }
    }

    private func hash(of path: String) throws -> LargeObject {
        var hasher = ContentHasher()
        try Descriptor(opening: path).forEachChunk { hasher.update($0) }
        return hasher.finalize()
    }

    private func stage(_ item: Item, at path: String) throws {
        var hasher = ContentHasher()
        if let blob = item.blob, repository.hasObject(blob) {
            let bytes = try repository.blob(blob)
            bytes.withUnsafeBytes { hasher.update($0) }
            try Files.write(bytes, to: path)
        } else if item.object.size == 0 {
            try Files.write([], to: path)
        } else {
            try copy(item.object, to: path, &hasher)
        }
        if hasher.finalize() != item.object {
            throw RegistryError.fatal(
                "'\(DisplayText.oneLine(item.name))' is damaged here: its SHA-256 is not that of the version",
                hint: "git mlops fsck")
        }
    }

    private func copy(_ object: LargeObject, to path: String, _ hasher: inout ContentHasher) throws {
        let target = try Descriptor(opening: path, flags: O_WRONLY | O_CREAT | O_EXCL)
        var sum = hasher
        try store.open(object).forEachChunk { chunk in
            sum.update(chunk)
            try target.write(chunk)
        }
        hasher = sum
        try target.synchronize()
    }
}

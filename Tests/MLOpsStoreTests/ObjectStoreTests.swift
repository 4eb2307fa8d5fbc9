import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

@Suite struct ObjectStoreTests {
    let folder = TempDirectory()
    var store: ObjectStore { ObjectStore(root: folder.path("lfs")) }

    func names(below path: String) -> [String] {
        guard Files.isDirectory(path) else { return [] }
        return ((try? Files.list(path)) ?? []).flatMap { name -> [String] in
            let path = Paths.join(path, name)
            return Files.isDirectory(path) ? names(below: path) : [path]
        }
    }

    @Test func hashesAsSHA256Does() throws {
        let object = try store.insert(Array("abc".utf8))
        #expect(object.id.hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(object.size == 3)
        #expect(store.path(of: object.id).hasSuffix("/lfs/objects/ba/78/\(object.id.hex)"))
    }

    @Test func roundTripsEverySizeAndPiece() throws {
        var random = SeededGenerator(seed: 3)
        let chunk = Descriptor.chunkSize
        for size in [0, 1, 1023, 65515, 65516, 65517, 70000, chunk - 1, chunk, chunk + 1, 3 * chunk + 17] {
            let bytes = random.bytes(size)
            let writer = store.makeWriter()
            var start = 0
            while start < size {
                let end = min(size, start + Int.random(in: 1...200_000, using: &random))
                try bytes[start..<end].withUnsafeBytes { try writer.append($0) }
                start = end
            }
            let object = try writer.finish()
            #expect(object == ContentHasher.object(of: bytes))
            #expect(store.contains(object))
            if size > 0 { #expect(try store.open(object).readAll() == bytes) }
        }
        #expect(names(below: store.temporaryDirectory).isEmpty)
    }

    @Test func objectsAreReadOnlyAndFollowSharing() throws {
        let plain = try store.insert([1])
        #expect(Files.info(store.path(of: plain.id))?.mode == 0o444)
        let shared = ObjectStore(root: folder.path("shared"), sharing: .exact(0o660))
        let object = try shared.insert([2])
        #expect(Files.info(shared.path(of: object.id))?.mode == 0o440)
        #expect(Files.info(Paths.parent(shared.path(of: object.id)))?.mode == 0o2770)
    }

    @Test(arguments: [
        ("group", SharingMode.group), ("TRUE", .group), ("all", .everybody), ("world", .everybody), ("2", .everybody),
        ("0640", .exact(0o640)), ("false", .umask), ("umask", .umask), ("0", .umask),
    ])
    func readsCoreSharedRepository(_ value: String, _ mode: SharingMode) {
        #expect(SharingMode(configValue: value) == mode)
    }

    @Test func nothingIsVisibleBeforeTheEnd() throws {
        do {
            let writer = store.makeWriter()
            let bytes = [UInt8](repeating: 7, count: 2 * Descriptor.chunkSize + 1)
            try bytes.withUnsafeBytes { try writer.append($0) }
            #expect(names(below: store.objectsDirectory).isEmpty)
            #expect(names(below: store.temporaryDirectory).count == 1)
        }
        #expect(names(below: store.temporaryDirectory).isEmpty)
        #expect(names(below: store.objectsDirectory).isEmpty)
    }

    @Test func aTruncatedObjectCountsAsMissingAndIsReplaced() throws {
        let object = try store.insert([1, 2, 3])
        try Files.setMode(store.path(of: object.id), 0o644)
        try Files.write([1], to: store.path(of: object.id))
        #expect(!store.contains(object))
        #expect(throws: StoreError.missing(object)) { try store.open(object).readAll() }
        try store.insert([1, 2, 3])
        #expect(try store.verify(object))
    }

    @Test func adoptRefusesOtherContent() throws {
        let object = ContentHasher.object(of: [1, 2, 3])
        try folder.write("other", [UInt8]([1, 2, 4]))
        #expect(throws: StoreError.corrupt(expected: object, path: folder.path("other"))) {
            try store.adopt(folder.path("other"), as: object)
        }
        #expect(!store.contains(object))
        #expect(names(below: store.root).isEmpty)
        try folder.write("right", [UInt8]([1, 2, 3]))
        #expect(try store.adopt(folder.path("right"), as: object))
        #expect(try !store.adopt(folder.path("right"), as: object))
        #expect(try store.verify(object))
    }

    @Test func readsAlternatesAndWritesNone() throws {
        let other = ObjectStore(root: folder.path("other"))
        let object = try other.insert([9])
        let store = ObjectStore(root: folder.path("lfs"), alternates: [other.root])
        #expect(store.contains(object))
        #expect(try store.open(object).readAll() == [9])
        try store.insert([9])
        #expect(names(below: store.objectsDirectory).count == 1)
    }

    @Test func listsObjectsOnly() throws {
        let first = try store.insert([1]), second = try store.insert([2])
        try folder.write("lfs/objects/aa/bb/rubbish", "x")
        try folder.write("lfs/objects/incomplete/x", "x")
        var found: Set<LargeObject> = []
        try store.forEachObject { found.insert($0) }
        #expect(found == [first, second])
    }

    @Test func sweepsWhatDeadWritersLeft() throws {
        let now: Int64 = 4_000_000_000
        for name in ["mlops-1-1", "mlops-2-2", "foreign", "mlops-x-1"] { try folder.write("lfs/tmp/\(name)", "x") }
        store.sweepTemporaries(nowSeconds: Files.info(store.temporaryDirectory)!.modifiedSeconds + 700) { $0 == 1 }
        #expect(try Files.list(store.temporaryDirectory) == ["foreign", "mlops-1-1", "mlops-x-1"])
        store.sweepTemporaries(nowSeconds: now) { _ in true }
        #expect(try Files.list(store.temporaryDirectory) == ["foreign", "mlops-x-1"])
    }

    @Test func quarantineMovesTheObjectAway() throws {
        let object = try store.insert([5])
        try store.quarantine(object.id)
        #expect(!store.contains(object))
        #expect(Files.exists(store.quarantineDirectory + "/" + object.id.hex))
    }
}

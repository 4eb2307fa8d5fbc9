import MLOpsCore
import Testing

@Suite struct ObjectSetTests {
    private static func object(_ number: Int) -> LargeObject {
        let bytes = (0..<32).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        return LargeObject(id: ContentID(bytes: bytes)!, size: Int64(number % 3))
    }

    @Test func isASetInTheOrderOfFirstAppearance() {
        var random = SystemRandomNumberGenerator()
        let objects = (0..<5_000).map { _ in Self.object(Int.random(in: 0..<3_000, using: &random)) }
        var seen: Set<LargeObject> = []
        var set = ObjectSet()
        for object in objects { #expect(set.insert(object) == seen.insert(object).inserted) }
        seen = []
        #expect(set.objects == objects.filter { seen.insert($0).inserted })
        for number in 0..<3_100 { #expect(set.contains(Self.object(number)) == seen.contains(Self.object(number))) }
        #expect(!ObjectSet().contains(Self.object(0)))
    }

    @Test func keepingIsFiltering() {
        let numbers = Array(0..<100)
        for limit in [0, 1, 50, 99, 100] {
            #expect(numbers.keeping { $0 < limit } == numbers.filter { $0 < limit })
            #expect(numbers.keeping { $0 >= limit } == numbers.filter { $0 >= limit })
        }
    }
}

@Suite struct ManyNamesTests {
    @Test func objectNamesKeepTheirBytes() {
        for seed in 0..<200 {
            let bytes = (0..<20).map { UInt8(truncatingIfNeeded: (seed &* 2_654_435_761 &+ $0 &* 40_503) >> 5) }
            let id = ObjectID(bytes: bytes)
            #expect(id?.bytes == bytes)
            #expect(id.map { ObjectID(hex: $0.hex.uppercased()) } == id)
            #expect(id?.hex == Hex.encode(bytes))
        }
        #expect(ObjectID(hex: String(repeating: "g", count: 40)) == nil)
        #expect(ObjectID(hex: String(repeating: "a", count: 39)) == nil)
    }

    @Test func pointersReadTheSameOnBothWays() throws {
        let id = ContentID(bytes: (0..<32).map { UInt8($0) })!
        for size: Int64 in [1, 9, 10, 999_999_999_999_999_999, 1_000_000_000_000_000_000, .max] {
            let pointer = Pointer(LargeObject(id: id, size: size))
            let plain = try #require(Pointer.parse(pointer.encoded))
            #expect(plain.pointer == pointer && plain.isCanonical)
            let relaxed = try #require(Pointer.parse(pointer.encoded.dropLast()))
            #expect(relaxed.pointer == pointer && !relaxed.isCanonical)
        }
        let text = "version \(Pointer.version)\noid sha256:\(id.hex)\nsize "
        for size in ["01", "+1", "1 ", "-1", "", "1\n"] {
            #expect(Pointer.parse(Array("\(text)\(size)\n".utf8))?.isCanonical != true)
        }
    }
}

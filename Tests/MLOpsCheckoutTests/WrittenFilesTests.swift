import Testing

@testable import MLOpsCheckout

@Suite struct WrittenFilesTests {
    @Test(arguments: [20, 32]) func giveBackWhatTheyGotInOrder(_ length: Int) {
        let names = ["b/c", "a", "b", "a b", "z/\u{fc}", "b/a"]
        var files = WrittenFiles()
        for (number, name) in names.enumerated() {
            files.append(path: Array(name.utf8), blob: Array(repeating: UInt8(number), count: length))
        }
        for (file, (number, name)) in zip(files, names.enumerated()) {
            #expect(file.path == Array(name.utf8))
            #expect(file.blob.bytes == Array(repeating: UInt8(number), count: length))
        }
        let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(files.sorted().map(\.path) == sorted.map { Array($0.utf8) })
        #expect(files.sorted().sorted().map(\.path) == sorted.map { Array($0.utf8) })
    }
}

import Glibc
import MLOpsCore
import MLOpsStore
import MLOpsSystem
import MLOpsTestSupport
import Testing

/// Our process stays below 64 MiB whatever the file's size, both ways, by the kernel's count.
@Suite struct MemoryTests {
    static let size = 256 << 20
    static let limitKiB = 65536

    /// The most memory that the program has had, by /proc. wait4's figure would count this process, whose memory a
    /// spawned child shares until it starts the program.
    func peakKiB(of client: FilterClient) throws -> Int {
        let status = try Files.read("/proc/\(client.processID)/status").asString
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    }

    @Test func cleanAndSmudgeStreamInBoundedMemory() throws {
        let fixture = try FilterRepository()
        let client = try fixture.client()
        try client.send(["command=clean\n", "pathname=a\n"])
        let packet = FilterClient.packet([UInt8](repeating: 0, count: 65516))
        for _ in 0..<(Self.size / 65516) { try client.write(packet) }
        try client.write(Array("0000".utf8))
        let pointer = try client.readAnswer().content
        #expect(try peakKiB(of: client) < Self.limitKiB)

        let second = try fixture.client()
        try second.send(["command=smudge\n", "pathname=a\n"])
        try second.sendContent(pointer)
        #expect(try second.readList().map(\.asString) == ["status=success\n"])
        var count = 0
        while let packet = try second.readPacket() { count += packet.count }
        #expect(count == Self.size / 65516 * 65516)
        #expect(try second.readList().isEmpty)
        #expect(try peakKiB(of: second) < Self.limitKiB)
    }

    /// A notebook is held whole, because its verdict may come from its last byte; but not much more often than once.
    @Test func aNotebookTakesFewTimesItsSize() throws {
        let image = String(repeating: "iVBORw0KGgo", count: (6 << 20) / 11)
        let line = String(repeating: "epoch 1 loss 0.25 ", count: 4)
        let lines = Array(repeating: "\"\(line)\\n\"", count: (6 << 20) / 75).joined(separator: ",")
        let notebook = Array(
            """
            {"cells": [{"cell_type": "code", "execution_count": 1, "metadata": {}, "source": ["plot()"], "outputs": [
            {"output_type": "display_data", "metadata": {}, "data": {"image/png": "\(image)"}},
            {"output_type": "stream", "name": "stdout", "text": [\(lines)]}]}],
            "metadata": {}, "nbformat": 4, "nbformat_minor": 4}

            """.utf8)
        let client = try FilterRepository().client(verb: "notebook-process")
        let empty = try peakKiB(of: client)
        let cleaned = try client.clean("a.ipynb", notebook)
        #expect(cleaned.status == ["status=success\n"])
        #expect(cleaned.content.count < 500)
        #expect(try peakKiB(of: client) - empty < notebook.count * 5 / 2 / 1024)
    }

    @Test func aPlainBlobIsSpooledToDisk() throws {
        let fixture = try FilterRepository()
        let client = try fixture.client()
        try client.send(["command=smudge\n", "pathname=a\n"])
        let packet = FilterClient.packet([UInt8](repeating: 1, count: 65516))
        for _ in 0..<2000 { try client.write(packet) }
        try client.write(Array("0000".utf8))
        _ = try client.readList()
        var count = 0
        while let packet = try client.readPacket() { count += packet.count }
        #expect(count == 2000 * 65516)
        _ = try client.readList()
        #expect(try peakKiB(of: client) < Self.limitKiB)
    }
}

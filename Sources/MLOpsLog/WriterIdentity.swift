internal import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// The 128-bit name under which this clone writes. It is bound to the folder's device and inode, so a copy made by
/// `cp -r` gets a name of its own.
package enum WriterIdentity {
    /// 32 hexadecimal digits, made on first use.
    package static func current(_ repository: Repository, _ layout: LogLayout) throws -> String {
        let place = Files.info(repository.commonDirectory).map { "\($0.device)-\($0.inode)" } ?? "unknown"
        if let stored = try Files.readIfPresent(layout.writerPath)?.asText.split(separator: "\n"), stored.count == 2,
            stored[1] == place, stored[0].utf8.count == 32
        {
            return String(stored[0])
        }
        let bits = [repository.context.randomBits(), repository.context.randomBits()]
        let name = Hex.encode(bits.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } })
        try Files.makeDirectories(layout.directory)
        try Files.write(Array("\(name)\n\(place)\n".utf8), to: layout.writerPath, durable: true)
        return name
    }
}

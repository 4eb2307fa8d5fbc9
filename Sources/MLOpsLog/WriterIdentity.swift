internal import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// The 128-bit name under which this clone writes. It is bound to the folder's device and inode, so a copy made by
/// `cp -r` gets a name of its own.
package enum WriterIdentity {
    /// 32 hexadecimal digits, made on first use.
    package static func current(_ repository: Repository, _ layout: LogLayout) throws -> String {
        let place = Files.info(repository.commonDirectory).map { "\($0.device)-\($0.inode)" } ?? "unknown"
        if let name = try stored(at: place, layout) { return name }
        let bits = [repository.context.randomBits(), repository.context.randomBits()]
        let name = Hex.encode(bits.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } })
        try Files.makeDirectories(layout.directory)
        let text = Array("\(name)\n\(place)\n".utf8)
        // Of two processes that are the first at the same time, one gives the name.
        if try !Files.create(text, at: layout.writerPath) {
            if let other = try stored(at: place, layout) { return other }
            try Files.write(text, to: layout.writerPath, durable: true)
        }
        return name
    }

    private static func stored(at place: String, _ layout: LogLayout) throws -> String? {
        guard let lines = try Files.readIfPresent(layout.writerPath)?.asText.split(separator: "\n"), lines.count == 2,
            lines[1] == place, lines[0].utf8.count == 32
        else { return nil }
        return String(lines[0])
    }
}

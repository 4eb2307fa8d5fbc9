internal import Glibc
internal import MLOpsSystem

/// A folder of a test's own, removed with the value. KEEP_TRASH=1 keeps it and prints its path.
package final class TempDirectory: Sendable {
    package let path: String

    package init() {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/mlops-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { fatalError("cannot create a folder in \(base)") }
        let made = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        path = Files.resolve(made) ?? made
    }

    deinit {
        if getenv("KEEP_TRASH") != nil {
            print("kept \(path)")
        } else {
            Self.makeWritable(path)
            try? Files.removeTree(path)
        }
    }

    package func path(_ name: String) -> String {
        Paths.join(path, name)
    }

    package func write(_ name: String, _ text: String, mode: UInt32? = nil) throws {
        try write(name, Array(text.utf8), mode: mode)
    }

    package func write(_ name: String, _ bytes: [UInt8], mode: UInt32? = nil) throws {
        try Files.makeDirectories(Paths.parent(path(name)))
        try Files.write(bytes, to: path(name), mode: mode)
    }

    package func bytes(_ name: String) throws -> [UInt8] {
        try Files.read(path(name))
    }

    package func read(_ name: String) throws -> String {
        String(decoding: try bytes(name), as: UTF8.self)
    }

    /// Folders that a test made read-only must not survive it.
    private static func makeWritable(_ path: String) {
        guard Files.info(path)?.kind == .directory else { return }
        try? Files.setMode(path, 0o755)
        for name in (try? Files.list(path)) ?? [] { makeWritable(Paths.join(path, name)) }
    }
}

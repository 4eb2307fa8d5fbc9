internal import Glibc
package import MLOpsSystem
internal import Synchronization

/// Names of files in `tmp/`: `mlops-<process id>-<random>`, so that what a dead process left can be told from
/// what a living one writes.
enum TemporaryName {
    private static let prefix = "mlops-\(getpid())-\(UInt32.random(in: .min ... .max))"
    private static let counter = Atomic<Int>(0)

    static func make() -> String {
        prefix + String(counter.add(1, ordering: .relaxed).newValue)
    }

    /// The writer's process id; nil for a name that is not ours.
    static func processID(of name: String) -> Int32? {
        let parts = name.split(separator: "-")
        return parts.count == 3 && parts[0] == "mlops" ? Int32(parts[1]) : nil
    }
}

extension ObjectStore {
    /// A name that nobody else uses for a file in `tmp/` or, with a dot before it, beside another file.
    package func makeTemporaryName() -> String { TemporaryName.make() }

    /// Removes what interrupted writers left beside files, under names with a dot before them.
    package static func sweep(_ folder: Folder) {
        for name in (try? folder.names()) ?? [] where name.starts(with: ".mlops-".utf8) {
            let text = String(decoding: name.dropFirst(), as: UTF8.self)
            if let writer = TemporaryName.processID(of: text), !isAlive(writer) { folder.remove(name[...]) }
        }
    }

    /// Removes what interrupted writers left in `tmp/`: files of processes that are gone after ten minutes (the
    /// process may run on another machine that shares the folder), any file of ours after three days.
    package func sweepTemporaries(nowSeconds: Int64, isAlive: (Int32) -> Bool = Self.isAlive) {
        shared?.sweepTemporaries(nowSeconds: nowSeconds, isAlive: isAlive)
        guard let names = try? Self.listIfPresent(temporaryDirectory) else { return }
        for name in names {
            let path = temporaryDirectory + "/" + name
            if name.hasSuffix(".part") || name.hasSuffix(".upload") {
                if let info = Files.info(path), nowSeconds - info.modifiedSeconds > 7 * 86400 {
                    try? Files.remove(path)
                }
                continue
            }
            guard let writer = TemporaryName.processID(of: name), let info = Files.info(path) else { continue }
            let age = nowSeconds - info.modifiedSeconds
            if age > 3 * 86400 || (age > 600 && !isAlive(writer)) {
                if info.kind == .directory { try? Files.removeTree(path) } else { try? Files.remove(path) }
            }
        }
    }

    /// Whether a process of this id runs here.
    package static func isAlive(_ process: Int32) -> Bool {
        kill(process, 0) == 0 || errno == EPERM
    }
}

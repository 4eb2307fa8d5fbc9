internal import Glibc
package import MLOpsCore
internal import MLOpsSystem

/// Edits a git configuration file as git does: under `<file>.lock`, renamed into place, links followed.
package enum ConfigFile {
    /// Whether the edit changed the file.
    @discardableResult
    package static func edit(
        _ path: String, _ transform: (ConfigText) -> ConfigText
    ) throws(Diagnostic) -> Bool {
        let target = Files.resolve(path) ?? path
        let lock = target + ".lock"
        do {
            let mode = Files.info(target)?.mode
            let file = try Descriptor(opening: lock, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode ?? 0o666)
            do {
                let before = ConfigText(try Files.readIfPresent(target))
                let after = transform(before)
                if after == before || after.bytes == nil {
                    try Files.remove(lock)
                    if after != before { try Files.remove(target) }
                    return after != before
                }
                if let mode { try Files.setMode(lock, mode) }
                try file.write(after.bytes ?? [])
                try file.synchronize()
                try file.close()
                try Files.rename(lock, to: target)
                Files.synchronizeDirectory(of: target)
                return true
            } catch {
                try? Files.remove(lock)
                throw error
            }
        } catch let error as SystemError {
            if error.errno == EEXIST {
                throw .fatal(
                    "could not lock config file '\(target)': another process holds it",
                    hint: "if no git process is running, remove '\(lock)'")
            }
            throw error.diagnostic
        } catch {
            throw Diagnostic(describing: error)
        }
    }

    package static func read(_ path: String) throws(Diagnostic) -> ConfigText {
        do {
            return ConfigText(try Files.readIfPresent(path))
        } catch {
            throw error.diagnostic
        }
    }
}

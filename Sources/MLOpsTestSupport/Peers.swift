internal import Glibc
internal import MLOpsSystem

/// The programs we are compared with. `install.sh --test` puts those from PyPI into the folder that
/// GIT_MLOPS_PEERS names.
package enum Peers {
    /// The program's path, or nil: a contract test then fails with ``missing(_:)``, it is never skipped quietly.
    package static func find(_ name: String) -> String? {
        if let folder = getenv("GIT_MLOPS_PEERS") {
            let path = Paths.join(String(cString: folder), name)
            if Files.exists(path) { return path }
        }
        return try? ChildProcess.find(name)
    }

    package static func missing(_ name: String) -> String {
        "'\(name)' is not installed: run './install.sh --test', or set GIT_MLOPS_PEERS to the folder that holds it"
    }
}

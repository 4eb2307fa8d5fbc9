internal import Glibc
internal import MLOpsSystem

/// The environment that tests give to every program they start.
package enum TestEnvironment {
    /// The folder that holds the built programs: the one that holds this test binary.
    package static let products: String = {
        let executable = Files.resolve("/proc/self/exe") ?? CommandLine.arguments[0]
        return Paths.parent(executable)
    }()

    /// The top of the package, found upwards from the build folder.
    package static let packageRoot: String = {
        var folder = products
        while folder != "/", !Files.exists(Paths.join(folder, "Package.swift")) { folder = Paths.parent(folder) }
        return folder
    }()

    package static func make(home: String) -> [String: String] {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        return [
            "PATH": "\(products):\(path)",
            "HOME": home,
            "XDG_CONFIG_HOME": "\(home)/.config",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CEILING_DIRECTORIES": Paths.parent(home),
            "GIT_AUTHOR_NAME": "Ada Author", "GIT_AUTHOR_EMAIL": "ada@example.com",
            "GIT_COMMITTER_NAME": "Carl Committer", "GIT_COMMITTER_EMAIL": "carl@example.com",
            "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z", "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
            "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": ":", "GIT_PAGER": "cat",
            "GIT_MLOPS_SHARE": packageRoot,
            "TZ": "UTC", "LC_ALL": "C.UTF-8",
        ]
    }
}

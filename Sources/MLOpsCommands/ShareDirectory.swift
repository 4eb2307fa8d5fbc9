internal import MLOpsSystem

/// Finds hooks/, filters/ and skeleton/: never by a compiled-in path, so that an installed tree can be moved.
enum ShareDirectory {
    static func find(executable: String, environment: [String: String]) -> String? {
        if let named = environment["GIT_MLOPS_SHARE"], !named.isEmpty { return named }
        let binary = Paths.parent(executable)
        let installed = Paths.join(Paths.parent(binary), "share/git-mlops")
        if Files.isDirectory(Paths.join(installed, "hooks")) { return installed }
        return buildTree(above: binary)
    }

    /// The package root, when the executable lies in its build folder.
    private static func buildTree(above folder: String) -> String? {
        var folder = folder
        while folder != "/", folder != "." {
            if Files.exists(Paths.join(folder, "Package.swift")), Files.isDirectory(Paths.join(folder, "skeleton")) {
                return folder
            }
            folder = Paths.parent(folder)
        }
        return nil
    }
}

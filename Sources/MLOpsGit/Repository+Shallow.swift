package import MLOpsCore
internal import MLOpsSystem

/// Where history is cut off: git's `shallow` file.
extension Repository {
    /// Whether history ends early here: libgit2 does not know that and looks for the parents.
    package var isShallow: Bool {
        (Files.info(shallowFile)?.size ?? 0) > 0
    }

    /// The commits whose parents git takes for absent.
    package func shallowBoundary() throws -> [ObjectID] {
        let text = try Files.readIfPresent(shallowFile)?.asText ?? ""
        return text.split(separator: "\n").compactMap { ObjectID(hex: String($0)) }
    }

    private var shallowFile: String { Paths.join(commonDirectory, "shallow") }

    /// Takes commits whose parents are here out of the boundary, under git's own lock. False while another process
    /// holds it.
    package func removeFromShallowBoundary(_ commits: Set<ObjectID>) throws -> Bool {
        let lock = shallowFile + ".lock"
        guard try Files.create([], at: lock) else { return false }
        do {
            let kept = try shallowBoundary().filter { !commits.contains($0) }
            let text = kept.map { $0.hex + "\n" }.joined()
            if kept.isEmpty {
                try Files.remove(shallowFile)
                try Files.remove(lock)
            } else {
                try Files.write(Array(text.utf8), to: lock)
                try Files.rename(lock, to: shallowFile)
            }
        } catch {
            try? Files.remove(lock)
            throw error
        }
        return true
    }

    /// A file like git's `shallow` without `commits`, for one git command by `GIT_SHALLOW_FILE`.
    package func writeShallowBoundary(without commits: Set<ObjectID>, to path: String) throws {
        let kept = try shallowBoundary().filter { !commits.contains($0) }
        try Files.write(Array(kept.map { $0.hex + "\n" }.joined().utf8), to: path)
    }

    /// Whether the clone leaves objects at a remote, to be fetched when they are needed.
    package var isPartialClone: Bool {
        get throws(GitError) {
            let config = try config
            return config["extensions.partialclone"] != nil
                || config.subsections(of: "remote").contains { config.bool("remote.\($0).promisor") == true }
        }
    }
}

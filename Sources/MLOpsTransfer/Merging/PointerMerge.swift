internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsStore
internal import MLOpsSystem

/// What git gives a merge driver (gitattributes(5), "Defining a custom merge driver").
package struct MergeRequest: Sendable {
    /// Files with the three blobs; the result goes into `ours`.
    package let base: String
    package let ours: String
    package let theirs: String
    package let markerSize: String
    /// The path in the worktree, relative to its top.
    package let path: String
    /// What conflict markers would call their side; nil when git does not tell.
    package let label: String?

    package init(base: String, ours: String, theirs: String, markerSize: String, path: String, label: String?) {
        self.base = base
        self.ours = ours
        self.theirs = theirs
        self.markerSize = markerSize
        self.path = path
        self.label = label
    }
}

/// Merges large files: there is nothing to be merged inside of them, so ours stays where it is and the other two are put
/// beside it. A pointer never gets conflict markers.
package struct PointerMerge {
    private let files: LargeFiles

    package init(_ files: LargeFiles) {
        self.files = files
    }

    /// git's exit code: 0 merged, 1 a conflict.
    package func run(_ request: MergeRequest) throws -> Int32 {
        let base = try Files.read(request.base), ours = try Files.read(request.ours)
        let theirs = try Files.read(request.theirs)
        if ours == theirs || theirs == base { return 0 }
        if ours == base {
            try Files.write(theirs, to: request.ours)
            return 0
        }
        let sides = [base, ours, theirs].map { Pointer.parse($0)?.pointer }
        if let our = sides[1], let their = sides[2], our.object == their.object { return 0 }
        if sides.allSatisfy({ $0 == nil }) { return try mergeText(request) }
        try explain(request, base: sides[0], baseBytes: base, theirs: sides[2], theirBytes: theirs)
        return 1
    }

    /// Files that git itself still holds, as it would have merged them.
    private func mergeText(_ request: MergeRequest) throws -> Int32 {
        let result = try files.repository.git([
            "merge-file", "--marker-size=\(request.markerSize)", "-L", "ours", "-L", "base", "-L", "theirs",
            request.ours, request.base, request.theirs,
        ])
        return min(result.status.shellCode, 127)
    }

    private func explain(
        _ request: MergeRequest, base: Pointer?, baseBytes: [UInt8], theirs: Pointer?, theirBytes: [UInt8]
    ) throws {
        let place = Beside(path: request.path, label: label(request))
        let quoted = RepoPath(request.path).shown
        var names: [String] = []
        // A file that both sides added has no base.
        let sides = [(place.theirs, theirs, theirBytes)] + (baseBytes.isEmpty ? [] : [(place.base, base, baseBytes)])
        for (name, pointer, bytes) in sides {
            if let written = try write(pointer, bytes, to: name) { names.append(RepoPath(written).shown) }
        }
        files.reporter.note("mlops: \(quoted) was changed on both sides; ours is in its place")
        if !names.isEmpty { files.reporter.note("mlops: the others are \(names.joined(separator: " and "))") }
        files.reporter.hint("git checkout --theirs \(quoted) takes theirs; then: git add \(quoted)")
    }

    /// Puts a side into the worktree under a name that is free; nil where that cannot be.
    private func write(_ pointer: Pointer?, _ bytes: [UInt8], to name: String) throws -> String? {
        guard let top = files.repository.workTree, !Files.exists(Paths.join(top, name)) else { return nil }
        let target = WorktreeFile(top: top, path: RepoPath(name))
        if let pointer {
            _ = try? files.fetchMissing([pointer.object])
            guard let source = files.store.locate(pointer.object) else { return nil }
            try Files.makeDirectories(files.store.temporaryDirectory)
            guard target.canBeMade else { return nil }
            try target.replace(
                withContentsOf: source, size: pointer.size, executable: false, by: files.store.temporaryDirectory)
        } else {
            guard target.canBeMade else { return nil }
            try Files.write(bytes, to: Paths.join(top, name))
        }
        return name
    }

    /// What their side is called: git's label, the branch that `git merge` names, or the commit that is being picked.
    private func label(_ request: MergeRequest) -> String? {
        if let label = request.label, !label.isEmpty, !label.hasPrefix("%") {
            return label.split(separator: " ").first.map(String.init)
        }
        let heads = files.repository.context.environment.filter { $0.key.hasPrefix("GITHEAD_") }
        return heads.count == 1 ? heads.first?.value : nil
    }
}

/// Names beside a file: `model.theirs~branch.bin` for `model.bin`. The extension stays at the end, so that programs know
/// the file and a tracked pattern holds for it, too.
struct Beside: Equatable {
    let theirs: String
    let base: String

    init(path: String, label: String?) {
        let name = Paths.name(path)
        let folder = String(path.utf8.dropLast(name.utf8.count)) ?? ""
        let dot = name.dropFirst().lastIndex(of: ".")
        let stem = dot.map { String(name[..<$0]) } ?? name
        let suffix = dot.map { String(name[$0...]) } ?? ""
        let safe = label.map {
            String($0.map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "-" }.prefix(60))
        }
        theirs = "\(folder)\(stem).theirs\(safe.map { "~" + $0 } ?? "")\(suffix)"
        base = "\(folder)\(stem).base\(suffix)"
    }
}

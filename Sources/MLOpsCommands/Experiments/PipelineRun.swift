internal import ArgumentParser
internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsPipeline
internal import MLOpsSystem
internal import MLOpsTracking
internal import MLOpsTransfer

/// `git mlops run --pipeline`: brings the pipeline up to date in a worktree of its own.
struct PipelineRun {
    let session: Session
    let name: String
    let targets: [String]
    let overrides: [HydraOverride]
    /// Paths that git does not have and the run needs, relative to the working folder.
    let include: [String]

    func run() throws -> Int32 {
        let repository = try session.repository()
        guard let top = repository.workTree, let snapshot = try Snapshot.take(repository) else {
            throw Diagnostic.fatal("this operation must be run in a work tree whose snapshots are recorded")
        }
        guard let base = repository.resolveIfPresent("HEAD") else {
            throw Diagnostic.fatal("there is no commit to begin with", hint: "git commit")
        }
        let pipeline = try PipelineContext(session).pipeline
        let included = try include.map { try Self.included($0, repository, top) }
        try tellLeftOut(LeftOut.find(repository, snapshot: snapshot), pipeline, included)
        let worktree = try ExperimentWorktree(repository, base: base, tree: snapshot.tree)
        for path in included { try Self.copy(path, from: top, to: worktree.path) }
        try HydraFolder.apply(overrides, top: worktree.path)
        var context = worktree.context
        context.environment["DVC_ROOT"] = worktree.path
        context.environment["DVC_EXP_BASELINE_REV"] = base.hex
        context.environment["DVC_EXP_NAME"] = name
        let inner = Session(context: context, out: session.out)
        try fillIn(pipeline, inner)
        let status = try withExtendedLifetime(worktree) {
            try Repro.parse(["--name", name, "--"] + targets).run(in: inner)
        }
        if status == 0, try RunStore(repository).findIfPresent(name) != nil {
            session.reporter.hint("git mlops runs apply \(name)")
        }
        return status
    }

    /// What git ignores and what is too large is not there in another worktree; what stages make is put back or made
    /// again.
    private func tellLeftOut(_ all: [LeftOut], _ pipeline: Pipeline, _ included: [String]) throws {
        let outs = pipeline.stages.flatMap { $0.outs.map(\.path) }
        let left = all.filter { file in
            let path = Self.trimmed(file.path.description)
            return !outs.contains { RelativePath.isInside(path, $0) || RelativePath.isInside($0, path) }
                && !included.contains { RelativePath.isInside(path, $0) }
        }
        let deps = pipeline.stages.flatMap(\.deps)
        for file in left {
            let path = Self.trimmed(file.path.description)
            guard let dep = deps.first(where: { RelativePath.isInside($0, path) || RelativePath.isInside(path, $0) })
            else { continue }
            throw Diagnostic.fatal(
                "'\(dep)' is needed and would be left out: '\(file.path.quoted())' \(Self.words(file.reason))",
                hint: "--include \(file.path.quoted()), or git add it (git mlops track keeps large files)")
        }
        for file in left.prefix(20) {
            session.reporter.note("left out: \(file.path.quoted()), which \(Self.words(file.reason))")
        }
        if left.count > 20 { session.reporter.note("left out: \(left.count - 20) more") }
    }

    private static func words(_ reason: LeftOut.Reason) -> String {
        switch reason {
        case .ignored: "git ignores"
        case .large: "is untracked and large"
        case .secret: "is untracked and may hold a secret"
        }
    }

    private static func trimmed(_ path: String) -> String {
        path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// Of large files only those that a stage reads.
    private func fillIn(_ pipeline: Pipeline, _ inner: Session) throws {
        let deps = pipeline.stages.flatMap(\.deps).filter { !RelativePath.isExternal($0) && !$0.isEmpty }
        if deps.isEmpty { return }
        let report = try LargeFiles(inner.repository()).checkout(Set(deps).sorted().map { ":(top,literal)\($0)" })
        guard let missing = report.missing.first else { return }
        let makers = pipeline.stages.flatMap { $0.outs.map(\.path) }
        if makers.contains(where: { RelativePath.isInside(missing.path.description, $0) }) { return }
        throw Diagnostic.fatal(
            "the content of '\(missing.path.quoted())' is not in this clone", hint: "git mlops fetch")
    }

    private static func included(_ text: String, _ repository: Repository, _ top: String) throws -> String {
        let path = trimmed(RelativePath.join(repository.prefix, text))
        guard !RelativePath.isExternal(path), !RelativePath.entersGitFolder(path), !path.isEmpty,
            let resolved = Files.resolve(Paths.join(top, path)), Paths.relative(resolved, to: top) != nil
        else { throw Diagnostic.fatal("'\(text)' is not a path in this worktree") }
        return path
    }

    /// A copy that shares its blocks where the file system can.
    private static func copy(_ path: String, from top: String, to other: String) throws {
        let (source, target) = (Paths.join(top, path), Paths.join(other, path))
        switch Files.info(source)?.kind {
        case .directory?:
            for name in try Files.list(source) { try copy(Paths.join(path, name), from: top, to: other) }
        case .file?:
            try Files.makeDirectories(Paths.parent(target))
            let from = try Descriptor(opening: source)
            let file = try Descriptor(opening: target, flags: FileFlags.createAndWrite)
            if !file.clone(from: from) { try file.copy(from: from) }
            if let mode = Files.info(source)?.mode { try Files.setMode(target, mode & 0o777) }
        default: break
        }
    }
}

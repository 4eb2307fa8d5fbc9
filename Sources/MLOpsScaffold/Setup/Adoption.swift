internal import MLOpsCore
package import MLOpsGit
internal import MLOpsSystem

/// What an existing repository lacks to be one of ours. Nothing that is there is changed but by adding lines.
package struct Adoption: Sendable {
    /// A file to make, or to add lines to.
    package struct Step: Sendable, Equatable {
        /// Relative to the top of the worktree.
        package let file: String
        /// Whether the file is there already.
        package let exists: Bool
        package let lines: [String]
    }

    package let steps: [Step]
    /// What was left out and why, one sentence each.
    package let remarks: [String]

    /// Plans only; ``perform(_:_:)`` writes.
    package static func plan(_ repository: Repository) throws -> Adoption {
        guard let top = repository.workTree else { throw Diagnostic.fatal("this operation must be run in a work tree") }
        var steps: [Step] = []
        let (lines, remarks) = try AttributeAdoption(repository, top: top).missingLines()
        if !lines.isEmpty {
            let file = ".gitattributes"
            steps.append(Step(file: file, exists: Files.exists(Paths.join(top, file)), lines: lines))
        }
        if !RepositorySetup.markers.contains(where: { Files.exists(Paths.join(top, $0)) }) {
            let hasPipeline = Files.exists(Paths.join(top, "dvc.yaml"))
            steps.append(
                Step(file: hasPipeline ? ".mlopsconfig" : "mlops.yaml", exists: false, lines: marker(hasPipeline)))
        }
        return Adoption(steps: steps, remarks: remarks)
    }

    private static func marker(_ hasPipeline: Bool) -> [String] {
        if hasPipeline {
            return ["# Settings of git-mlops that travel with this repository, in git's configuration syntax."]
        }
        return [
            "# The pipeline, in the grammar of dvc.yaml; 'git mlops repro' runs what is out of date.", "stages: {}",
        ]
    }

    /// Adds the step's lines behind what is in the file.
    package static func perform(_ step: Step, _ repository: Repository) throws {
        let path = Paths.join(repository.workTree ?? "", step.file)
        if Files.info(path)?.kind == .symbolicLink {
            throw Diagnostic.fatal("cannot write '\(step.file)': it is a symbolic link")
        }
        var bytes = try Files.readIfPresent(path) ?? []
        if let last = bytes.last, last != 0x0a { bytes.append(0x0a) }
        bytes += step.lines.flatMap { Array($0.utf8) + [0x0a] }
        try Files.write(bytes, to: path)
    }
}

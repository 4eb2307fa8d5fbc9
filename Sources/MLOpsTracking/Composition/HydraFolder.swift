internal import MLOpsCore
internal import MLOpsDocuments
internal import MLOpsPipeline
internal import MLOpsSystem

/// `conf/` of a project that composes its parameters, as DVC does with Hydra: `conf/config.yaml` and the overrides
/// become `params.yaml`.
package enum HydraFolder {
    private static let folder = "conf"

    /// Applies overrides below `top`: of `params.yaml` by composing where there is a `conf/config.yaml`, else in place.
    package static func apply(_ overrides: [HydraOverride], top: String) throws {
        guard Files.info(Paths.join(top, "\(folder)/config.yaml"), followLinks: true)?.kind == .file else {
            try HydraOverrides.apply(overrides, top: top)
            return
        }
        let read = WorktreeFiles.reader(root: top)
        let composer = HydraComposer(
            read: { try read(RepoPath("\(folder)/\($0)")) },
            isGroup: { group in
                !RelativePath.isExternal(RelativePath.normalize(group)) && !group.isEmpty
                    && Files.isDirectory(Paths.join(top, "\(folder)/\(group)"))
            })
        let composed = try composer.compose(overrides: overrides.filter { $0.file == nil })
        try Files.write(Array(BlockYAML.document(composed).utf8), to: Paths.join(top, "params.yaml"))
        try HydraOverrides.apply(overrides.filter { $0.file != nil }, top: top)
    }
}

internal import MLOpsCore
internal import MLOpsGit
package import MLOpsTransfer

extension LargeFiles {
    /// The large files that a push of these refs brings to the remote, each object once: what their commits name and
    /// nothing that is known to be there does.
    package func pushedFiles(remoteName: String, _ references: [PushedReference]) throws -> [LargeFile] {
        let pushed = references.filter { !$0.deletes }.map(\.local.hex)
        if pushed.isEmpty { return [] }
        let known = references.map(\.remote.hex).filter { repository.resolveIfPresent($0) != nil }
        let isNamed = try repository.config.subsections(of: "remote").contains(remoteName)
        let exclude = known + (isNamed ? ["--not", "--remotes=\(remoteName)"] : [])
        var seen: Set<ContentID> = []
        return try files(reachableFrom: pushed, notFrom: exclude).filter {
            $0.pointer.size > 0 && seen.insert($0.pointer.id).inserted
        }
    }
}

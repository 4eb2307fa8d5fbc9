internal import MLOpsCore
internal import MLOpsGit
internal import MLOpsSystem
package import MLOpsTransfer

/// Finds refs and commits within a window of days.
package struct RecentChanges {
    package struct Ref: Sendable, Equatable {
        package let name: String
        package let shortName: String
        let seconds: Int64
    }

    private let files: LargeFiles
    private let window: RecentWindow

    package init(_ files: LargeFiles, window: RecentWindow) {
        self.files = files
        self.window = window
    }

    /// Branches, and tracking refs of `remote` when wanted, whose latest commit lies in the window; newest first.
    package func refs(remote: String) throws -> [Ref] {
        if window.refsDays <= 0 { return [] }
        let oldest = files.repository.context.now() / 1000 - window.refsDays * 86_400
        let places = ["refs/heads"] + (window.includesRemoteRefs ? ["refs/remotes/\(remote)"] : [])
        let format = "--format=%(committerdate:unix)%00%(refname)%00%(refname:short)%00%(symref)"
        let listing = try files.repository.gitChecked(["for-each-ref", "--sort=-committerdate", format] + places)
        return listing.output.split(separator: 0x0a).compactMap { line in
            let fields = line.split(separator: 0, omittingEmptySubsequences: false).map { Array($0).asText }
            guard fields.count == 4, fields[3].isEmpty, let seconds = Int64(fields[0]), seconds >= oldest else {
                return nil
            }
            return Ref(name: fields[1], shortName: fields[2], seconds: seconds)
        }
    }

    /// Pointers that commits changed which are at most so many days older than the latest one of `ref`: both what
    /// they brought and what they replaced.
    package func changes(of ref: String) throws -> [LargeFile] {
        if window.commitsDays <= 0 { return [] }
        let latest = try files.repository.gitChecked(["log", "-1", "--format=%ct", ref]).text
        guard let seconds = Int64(latest) else { return [] }
        let since = seconds - window.commitsDays * 86_400
        let listing = try files.repository.gitChecked([
            "log", "--format=", "--raw", "--no-abbrev", "-m", "--no-renames", "-z", "--since=\(since)", ref,
        ])
        return try files.files(among: RawChange.parse(listing.output).flatMap(\.entries))
    }
}

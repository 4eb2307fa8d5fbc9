package import MLOpsSystem

/// Finds the folders of a worktree by paths as git has them, without ever following a link: a repository that nobody
/// trusts could lead out of the worktree by one. For one thread.
package final class WorktreeFolders {
    private let top: Folder
    private var last: (path: ArraySlice<UInt8>, folder: Folder?)?

    package init(top: String) throws {
        self.top = try Folder(top)
    }

    /// The folder that holds `path` and the file's name in it; nil when there is none, or a link is on the way.
    package func find(_ path: [UInt8]) -> (folder: Folder, name: ArraySlice<UInt8>)? {
        let slash = path.lastIndex(of: UInt8(ascii: "/"))
        let name = path[(slash.map { $0 + 1 } ?? 0)...]
        let parent = path[..<(slash ?? 0)]
        guard Self.isSafe(name), let folder = folder(parent) else { return nil }
        return (folder, name)
    }

    /// Paths come in order, so that the folder is mostly that of the path before.
    private func folder(_ path: ArraySlice<UInt8>) -> Folder? {
        if path.isEmpty { return top }
        if let last, last.path == path { return last.folder }
        var folder: Folder? = top
        for part in path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            folder = Self.isSafe(part) ? folder?.folder(part) : nil
        }
        last = (path, folder)
        return folder
    }

    /// git has judged the path before; this costs nothing.
    private static func isSafe(_ name: ArraySlice<UInt8>) -> Bool {
        if name.isEmpty || name.elementsEqual([0x2e]) || name.elementsEqual([0x2e, 0x2e]) { return false }
        return !(name.count == 4 && name.map { $0 | 0x20 }.elementsEqual(".git".utf8))
    }
}

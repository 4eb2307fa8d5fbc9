package import MLOpsCore

/// Which paths a template may write.
package enum ScaffoldPath {
    private static let deepest = 64
    private static let longestName = 255

    /// Why `path` may not be written, or nil when it may: it must stay below the top of the project and out of
    /// every folder that some file system takes for `.git`.
    package static func problem(_ path: RepoPath) -> String? {
        if path.bytes.isEmpty { return "it is empty" }
        if path.bytes.first == UInt8(ascii: "/") { return "it is absolute" }
        if path.bytes.contains(0) { return "it holds a NUL" }
        let components = path.bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if components.count > deepest { return "it is more than \(deepest) folders deep" }
        for component in components {
            if let problem = problem(component: Array(component)) { return problem }
        }
        return nil
    }

    private static func problem(component: [UInt8]) -> String? {
        switch component {
        case []: return "a name in it is empty"
        case [UInt8(ascii: ".")], Array("..".utf8): return "it contains '.' or '..'"
        case _ where component.count > longestName: return "a name in it is too long"
        case _ where component.contains { $0 < 0x20 || $0 == 0x7f || $0 == UInt8(ascii: "\\") }:
            return "it contains a control character or a backslash"
        case _ where isGitFolder(component): return "it leads into '.git'"
        default: return nil
        }
    }

    /// `.git` as git itself guards it: any case, HFS+'s ignored characters, NTFS's streams, trailing dots and
    /// spaces, and its short name `git~1`.
    private static func isGitFolder(_ component: [UInt8]) -> Bool {
        let folded = String(decoding: component, as: UTF8.self).unicodeScalars
            .filter { !ignoredByHFS.contains($0.value) }
        var name = Substring(String(String.UnicodeScalarView(folded)).lowercased())
        if let colon = name.firstIndex(of: ":") { name = name[..<colon] }
        while name.last == "." || name.last == " " { name.removeLast() }
        return name == ".git" || name == "git~1"
    }

    private static let ignoredByHFS: Set<UInt32> = Set(
        [0xfeff] + Array(0x200c...0x200f) + Array(0x202a...0x202e) + Array(0x206a...0x206f))
}

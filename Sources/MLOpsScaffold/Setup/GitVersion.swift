/// The version of the git program, such as 2.39.5.
package struct GitVersion: Sendable, Comparable, CustomStringConvertible {
    package let parts: [Int]

    package init(_ parts: Int...) {
        self.parts = parts
    }

    /// From what `git version` prints: "git version 2.39.5 (Apple Git-154)", "git version 2.54.0.rc1".
    package init?(output: String) {
        guard let word = output.split(separator: " ").first(where: { $0.first?.isNumber ?? false }) else { return nil }
        parts = word.split(separator: ".").prefix { Int($0) != nil }.compactMap { Int($0) }
    }

    package var description: String { parts.map(String.init).joined(separator: ".") }

    package static func < (left: GitVersion, right: GitVersion) -> Bool {
        left.parts.lexicographicallyPrecedes(right.parts)
    }

    /// Hooks named in the configuration run beside those in the hooks folder.
    package static let hooksInConfiguration = GitVersion(2, 54)
    /// What the tool is tested with.
    package static let oldestSupported = GitVersion(2, 34)
}

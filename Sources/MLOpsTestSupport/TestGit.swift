internal import MLOpsSystem

/// The git that tests run, which may be any.
package enum TestGit {
    /// Whether it takes hooks from its configuration (2.54), so that none of ours stand in the hooks folder.
    package static let takesHooksFromConfiguration: Bool = {
        let words = (try? ChildProcess.run(["git", "version"]).text)?.split(separator: " ") ?? []
        let numbers = (words.count > 2 ? words[2] : "").split(separator: ".").map { Int($0) ?? 0 }
        return !numbers.lexicographicallyPrecedes([2, 54])
    }()
}

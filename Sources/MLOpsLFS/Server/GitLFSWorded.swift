/// An error for which Git LFS has a sentence of its own, which programs look for.
package protocol GitLFSWorded: Error {
    var gitLFSWords: String { get }
}

/// Which way objects go. Servers grant rights by it, and configuration has keys for pushing.
package enum LFSOperation: String, Sendable, Hashable {
    case download, upload
}

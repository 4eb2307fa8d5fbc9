package import MLOpsCore

/// A pair of commands that change a file's content on its way into the store and out of it
/// (`lfs.extension.<name>.*`; Git LFS, docs/extensions.md). Only git's own configuration can name one.
package struct ContentExtension: Sendable, Equatable {
    package let name: String
    package let clean: String
    package let smudge: String
    package let priority: Int64

    /// What the keys of git's configuration say, in the order in which they clean. `keys` are as git prints them, the
    /// section and the last word in lower case. Throws when two have one priority.
    package static func configured(
        keys: some Sequence<String>, value: (String) -> String?
    ) throws(Diagnostic) -> [ContentExtension] {
        var names: [String] = []
        for key in keys where key.hasPrefix("lfs.extension.") {
            let rest = key.dropFirst(14)
            guard let dot = rest.lastIndex(of: ".") else { continue }
            let name = String(rest[..<dot])
            if !names.contains(name) { names.append(name) }
        }
        let found = names.map { name in
            ContentExtension(
                name: name, clean: value("lfs.extension.\(name).clean") ?? "",
                smudge: value("lfs.extension.\(name).smudge") ?? "",
                priority: value("lfs.extension.\(name).priority").flatMap { Int64($0) } ?? 0)
        }.sorted { $0.priority < $1.priority }
        for (first, second) in zip(found, found.dropFirst()) where first.priority == second.priority {
            throw .fatal(
                "cannot use Git LFS extensions '\(first.name)' and '\(second.name)': both have priority \(first.priority)"
            )
        }
        return found
    }

    /// Words of a command, of which `%f` is the file's path. No shell reads them.
    static func words(_ command: String, path: [UInt8]) -> [String] {
        command.split(separator: " ").map { String($0).replacing("%f", with: String(decoding: path, as: UTF8.self)) }
    }
}

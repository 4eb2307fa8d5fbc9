internal import MLOpsCore
internal import MLOpsSystem

/// Finds the files of a run where a store says that they are, as long as that is a place that may be read.
struct ArtifactFolder {
    /// Resolved; nothing outside of them is read.
    private let roots: [String]
    private static let fileLimit = 10_000
    private static let depthLimit = 32

    init(roots: [String]) {
        self.roots = roots.compactMap { Files.resolve($0) }
    }

    /// The files below the first of `places` (paths or `file:` addresses) that is there. `problem` says why there are
    /// none.
    func files(_ places: [String], problem: inout String?) -> [(name: String, path: String)] {
        for place in places {
            guard let path = Self.path(place), let resolved = Files.resolve(path), Files.isDirectory(resolved) else {
                continue
            }
            guard roots.contains(where: { resolved == $0 || Paths.relative(resolved, to: $0) != nil }) else {
                problem = "artifacts at '\(path)' lie outside of the store: name the folder with --artifacts"
                continue
            }
            var found: [(name: String, path: String)] = []
            walk(resolved, "", 0, &found)
            if found.count >= Self.fileLimit {
                problem = "a run has more than \(Self.fileLimit) artifacts: the rest was left out"
            }
            if !found.isEmpty { return found }
        }
        if let first = places.first, first.contains("://"), !first.hasPrefix("file:"), problem == nil {
            problem = "artifacts at '\(first.prefix { $0 != "?" })' are not on this machine"
        }
        return []
    }

    /// Links are not followed.
    private func walk(_ folder: String, _ prefix: String, _ depth: Int, _ found: inout [(name: String, path: String)]) {
        guard depth < Self.depthLimit, let names = try? Files.list(folder) else { return }
        for name in names.sorted() where found.count < Self.fileLimit {
            let path = Paths.join(folder, name)
            switch Files.info(path)?.kind {
            case .file?: found.append((prefix + name, path))
            case .directory?: walk(path, prefix + name + "/", depth + 1, &found)
            default: continue
            }
        }
    }

    /// Nil for an address that is no file's.
    private static func path(_ place: String) -> String? {
        guard place.hasPrefix("file:") else { return place.contains("://") || place.contains(":/") ? nil : place }
        var text = place.dropFirst("file:".count)
        if text.hasPrefix("//") {
            text = text.dropFirst(2)
            guard text.hasPrefix("/") || text.hasPrefix("localhost/") else { return nil }
            text = text.drop { $0 != "/" }
        }
        return unescaped(text)
    }

    /// `%20` and the like as bytes.
    static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        let source = Array(text.utf8)
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let byte = Hex.decode(String(decoding: source[index + 1...index + 2], as: UTF8.self).lowercased())?
                    .first
            {
                bytes.append(byte)
                index += 3
            } else {
                bytes.append(source[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

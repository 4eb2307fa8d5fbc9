/// Path arithmetic on `/`-separated text; touches no file.
package enum Paths {
    package static func join(_ folder: String, _ name: String) -> String {
        if name.hasPrefix("/") || folder.isEmpty { return name }
        if name.isEmpty { return folder }
        return folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    /// The folder that holds `path`: `/` for `/a`, `.` for `a`.
    package static func parent(_ path: String) -> String {
        let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        guard let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }

    /// The last component.
    package static func name(_ path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }

    /// `path` made absolute against `folder`, with `.` and `..` resolved by text.
    package static func absolute(_ path: String, in folder: String) -> String {
        normalize(path.hasPrefix("/") ? path : join(folder, path))
    }

    /// `.`, `..` and doubled slashes resolved by text.
    package static func normalize(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !path.hasPrefix("/") {
                parts.append(part)
            }
        }
        let text = parts.joined(separator: "/")
        return path.hasPrefix("/") ? "/" + text : (text.isEmpty ? "." : text)
    }

    /// `path` relative to `folder` when it lies in it ("" for the folder itself), else nil. Both absolute.
    package static func relative(_ path: String, to folder: String) -> String? {
        let path = normalize(path), folder = normalize(folder)
        if path == folder { return "" }
        if folder == "/" { return String(path.dropFirst()) }
        return path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : nil
    }
}

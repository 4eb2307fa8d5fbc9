/// Path arithmetic on `/`-separated text; touches no file. It works on the bytes: to Swift, a slash with an accent over
/// it is a character of its own, to the kernel it is a slash.
package enum Paths {
    private static let slash = UInt8(ascii: "/")

    package static func isAbsolute(_ path: String) -> Bool {
        path.utf8.first == slash
    }

    package static func join(_ folder: String, _ name: String) -> String {
        if isAbsolute(name) || folder.isEmpty { return name }
        if name.isEmpty { return folder }
        return folder.utf8.last == slash ? folder + name : folder + "/" + name
    }

    /// The folder that holds `path`: `/` for `/a`, `.` for `a`.
    package static func parent(_ path: String) -> String {
        let trimmed = withoutFinalSlashes(path[...])
        guard let last = trimmed.utf8.lastIndex(of: slash) else { return "." }
        let folder = withoutFinalSlashes(trimmed[..<last])
        return folder.isEmpty ? "/" : String(folder)
    }

    /// The last component.
    package static func name(_ path: String) -> String {
        guard let last = path.utf8.lastIndex(of: slash) else { return path }
        return String(path[path.utf8.index(after: last)...])
    }

    /// `path` made absolute against `folder`, with `.` and `..` resolved by text.
    package static func absolute(_ path: String, in folder: String) -> String {
        normalize(join(folder, path))
    }

    /// `.`, `..` and doubled slashes resolved by text.
    package static func normalize(_ path: String) -> String {
        if isNormal(path) { return path }
        let isAbsolute = isAbsolute(path)
        var parts: [Substring] = []
        for part in path.utf8.split(separator: slash).map(Substring.init) where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !isAbsolute {
                parts.append(part)
            }
        }
        let text = parts.joined(separator: "/")
        return isAbsolute ? "/" + text : (text.isEmpty ? "." : text)
    }

    /// Whether no component is empty, "." or "..": the usual path, which need not be taken apart.
    private static func isNormal(_ path: String) -> Bool {
        var length = 0, dots = 0
        for byte in isAbsolute(path) ? path.utf8.dropFirst() : path.utf8[...] {
            if byte == slash {
                if length <= 2, length == dots { return false }
                (length, dots) = (0, 0)
            } else {
                length += 1
                dots += byte == UInt8(ascii: ".") ? 1 : 0
            }
        }
        return length > 2 || length != dots
    }

    /// `path` relative to `folder` when it lies in it ("" for the folder itself), else nil. Both absolute.
    package static func relative(_ path: String, to folder: String) -> String? {
        let path = normalize(path).utf8, folder = normalize(folder).utf8
        guard path.starts(with: folder) else { return nil }
        let rest = path.dropFirst(folder.count)
        if rest.isEmpty || folder.last == slash { return String(Substring(rest)) }
        return rest.first == slash ? String(Substring(rest.dropFirst())) : nil
    }

    private static func withoutFinalSlashes(_ path: Substring) -> Substring {
        var path = path
        while path.utf8.count > 1, path.utf8.last == slash { path = Substring(path.utf8.dropLast()) }
        return path
    }
}

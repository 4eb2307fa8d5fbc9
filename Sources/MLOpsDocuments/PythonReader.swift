internal import MLOpsCore

/// The parameters of a Python file as DVC reads them, without running it: literals assigned at module level, class
/// attributes (`Class.name`) and `self.name` in `__init__`. Whatever is no literal is passed over.
enum PythonReader {
    private enum Scope {
        case names([String])
        case initializer([String])
        case ignored
    }

    static func read(_ bytes: [UInt8], name: String) throws(DocumentError) -> JSONValue {
        let text = try Document.text(bytes, name: name)
        var root = JSONObject()
        var scopes: [(indent: Int, scope: Scope)] = [(-1, .names([]))]
        for line in PythonLines.split(Array(text.utf8)) {
            while scopes.count > 1, scopes[scopes.count - 1].indent >= line.indent { scopes.removeLast() }
            let scope = scopes[scopes.count - 1].scope
            if line.text.last == UInt8(ascii: ":") {
                scopes.append((line.indent, inner(of: scope, header: line.text.asText)))
            } else if let (path, value) = assignment(line.text, in: scope) {
                root.set(path[...], value)
            }
        }
        return .object(root)
    }

    private static func inner(of scope: Scope, header: String) -> Scope {
        guard case .names(let path) = scope else { return .ignored }
        if let name = word(after: "class ", in: header) { return .names(path + [name]) }
        return word(after: "def ", in: header) == "__init__" ? .initializer(path) : .ignored
    }

    private static func word(after prefix: String, in header: String) -> String? {
        guard header.hasPrefix(prefix) else { return nil }
        let name = header.dropFirst(prefix.count).prefix { isNamePart($0) }
        return name.isEmpty ? nil : String(name)
    }

    private static func isNamePart(_ character: Character) -> Bool {
        character == "_" || character.isLetter || character.isNumber
    }

    private static func assignment(_ line: [UInt8], in scope: Scope) -> (path: [String], value: JSONValue)? {
        let base: [String]
        var target = line.asText
        switch scope {
        case .names(let path): base = path
        case .initializer(let path):
            guard target.hasPrefix("self.") else { return nil }
            base = path
            target.removeFirst(5)
        case .ignored: return nil
        }
        let name = String(target.prefix { isNamePart($0) })
        guard !name.isEmpty, let equals = target.firstIndex(of: "=") else { return nil }
        let between = target[target.index(target.startIndex, offsetBy: name.count)..<equals].drop { $0 == " " }
        guard between.isEmpty || between.first == ":" else { return nil }
        guard let value = PythonLiteral.parse(Array(target[target.index(after: equals)...].utf8)) else { return nil }
        return (base + [name], value)
    }
}

extension JSONObject {
    /// Sets the value at `path`, making the objects on the way.
    mutating func set(_ path: ArraySlice<String>, _ value: JSONValue) {
        guard let first = path.first else { return }
        if path.count == 1 {
            self[first] = value
        } else {
            var inner = self[first]?.objectValue ?? JSONObject()
            inner.set(path.dropFirst(), value)
            self[first] = .object(inner)
        }
    }
}

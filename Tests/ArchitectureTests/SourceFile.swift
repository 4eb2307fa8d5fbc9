import MLOpsSystem

/// A file of Sources/ or Tests/ and its code.
struct SourceFile {
    /// From the top of the package: `Sources/MLOpsCore/Hex.swift`.
    let path: String
    let text: String
    /// The text with comments and the contents of strings blanked out, line for line.
    let code: String
    private let words: [CodeWord]

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
        code = CodeText.withoutCommentsAndStrings(text)
        words = CodeWord.all(in: code)
    }

    /// The folder below Sources/ or Tests/.
    var module: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    /// Path within the module.
    var name: String {
        path.split(separator: "/").dropFirst(2).joined(separator: "/")
    }

    var lineCount: Int {
        text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).count - (text.hasSuffix("\n") ? 1 : 0)
    }

    /// The modules that the file imports, `import struct A.B` counted as A.
    var imports: [String] {
        code.utf8.split(separator: 0x0a).compactMap { line in
            guard Substring(line).contains("import") else { return nil }
            var words = Substring(line).split(separator: " ")[...]
            let modifiers = ["public", "package", "internal", "fileprivate", "private"]
            words = words.drop { $0.hasPrefix("@") || modifiers.contains(String($0)) }
            guard words.popFirst() == "import" else { return nil }
            let kinds = ["typealias", "struct", "class", "enum", "protocol", "let", "var", "func"]
            return words.first { !kinds.contains(String($0)) }?.split(separator: ".").first.map { String($0) }
        }
    }

    /// Whether `word` stands in the code and is no member of something.
    func mentions(_ word: String) -> Bool {
        words.contains { $0.text == word && !$0.isMember }
    }

    /// Whether the code calls the free function `name`; a file that declares its own `name` calls that.
    func calls(_ name: String) -> Bool {
        words.contains { $0.text == name && $0.isCalled && !$0.isMember && !$0.isDeclared }
            && !words.contains { $0.text == name && $0.isDeclared }
    }
}

extension SourceFile {
    /// Every Swift file below `folder`, which is relative to `root`.
    static func all(below folder: String, root: String) throws -> [SourceFile] {
        try paths(below: folder, root: root).filter { $0.hasSuffix(".swift") }.map {
            SourceFile($0, String(decoding: try Files.read(Paths.join(root, $0)), as: UTF8.self))
        }
    }

    /// Files and links below `folder`, relative to `root`; links are not followed.
    static func paths(below folder: String, root: String) throws -> [String] {
        try Files.list(Paths.join(root, folder)).flatMap { name in
            let path = Paths.join(folder, name)
            let isFolder = Files.info(Paths.join(root, path))?.kind == .directory
            return isFolder ? try paths(below: path, root: root) : [path]
        }
    }
}

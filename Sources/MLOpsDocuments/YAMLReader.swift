internal import MLOpsCore
internal import Yams

/// YAML through Yams' node tree; the meaning of scalars is ours (``YAMLScalar``), since Yams follows YAML 1.1.
enum YAMLReader {
    static func read(_ bytes: [UInt8], name: String, places: Bool) throws(DocumentError) -> LocatedDocument {
        guard let root = try compose(bytes, name: name) else { return LocatedDocument(value: .null, name: name) }
        var builder = YAMLBuilder(name: name, keepsPlaces: places)
        let value = try builder.value(of: root, at: [])
        return LocatedDocument(value: value, name: name, positions: builder.positions)
    }

    /// The node tree; nil when the document is empty.
    static func compose(_ bytes: [UInt8], name: String) throws(DocumentError) -> Node? {
        if let problem = YAMLGuard.problem(bytes) { throw DocumentError(problem, in: name) }
        let text = try Document.text(bytes, name: name)
        do {
            return try Yams.compose(yaml: text, Resolver.basic, Constructor.default, .utf8)
        } catch let error as YamlError {
            throw DocumentError(error, in: name)
        } catch {
            throw DocumentError("\(error)", in: name)
        }
    }
}

extension DocumentError {
    init(_ error: YamlError, in name: String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(problem, in: name, line: mark.line, column: mark.column)
        case .reader(let problem, _, _, _):
            self.init(problem, in: name)
        case .duplicatedKeysInMapping(let duplicates, let context):
            self.init(
                "the key is given twice", in: name, line: context.mark.line, column: context.mark.column,
                key: duplicates.first, hint: "keep one of the two")
        default:
            self.init("is not YAML", in: name)
        }
    }
}

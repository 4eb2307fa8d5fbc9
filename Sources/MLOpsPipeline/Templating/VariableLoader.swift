internal import MLOpsCore
internal import MLOpsDocuments

/// Fills a ``TemplateContext`` from `vars`: `file`, `file:key1,key2` and inline mappings, in their order.
struct VariableLoader {
    /// The folder that file names start from.
    let folder: String
    let read: RepositoryFileReader

    /// `defaultFile` comes first, when it is there.
    func load(_ section: SectionReader, into context: inout TemplateContext, defaultFile: String?) throws {
        if let defaultFile {
            let path = RelativePath.join(folder, defaultFile)
            if let members = try members(of: path) {
                _ = context.merge(members, fromFile: path)
                context.loaded.insert(path)
            }
        }
        for item in try section.items() {
            if Template.hasExpression(item.value) {
                throw item.error("'vars' may hold no templates", hint: "write the value itself")
            }
            switch item.value {
            case .string(let text): try load(file: text, item, into: &context)
            case .object(let members):
                try check(context.merge(members, from: item.path.joined(separator: ".")), item)
            default: throw item.mismatch("a file name or a mapping")
            }
        }
    }

    private func load(file text: String, _ item: SectionReader, into context: inout TemplateContext) throws {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        let path = RelativePath.join(folder, parts.first ?? "")
        if RelativePath.isExternal(path) { throw item.error("'\(path)' lies outside the repository") }
        // A stage may name what the whole file has loaded already.
        if parts.count == 1, context.loaded.contains(path) { return }
        guard var members = try members(of: path) else {
            throw item.error("'\(path)' does not exist", hint: "make it, or take it out here")
        }
        if parts.count == 2 {
            var chosen = JSONObject()
            for key in parts[1].split(separator: ",").map(String.init) {
                guard let value = members[key] else {
                    throw item.error("'\(path)' has no key '\(key)'", hint: "add it there, or take it out here")
                }
                chosen[key] = value
            }
            members = chosen
        }
        context.loaded.insert(path)
        try check(context.merge(members, fromFile: path), item)
    }

    private func check(_ clash: (key: String, source: String)?, _ item: SectionReader) throws {
        guard let clash else { return }
        throw item.error(
            "'\(clash.key)' is already defined in '\(clash.source)'", hint: "give the value another name")
    }

    private func members(of path: String) throws -> JSONObject? {
        guard let bytes = try read(RepoPath(path)) else { return nil }
        switch try Document.parseParameters(bytes, path: path) {
        case .object(let members): return members
        case .null: return JSONObject()
        default: throw DocumentError("expected a mapping", in: path)
        }
    }
}

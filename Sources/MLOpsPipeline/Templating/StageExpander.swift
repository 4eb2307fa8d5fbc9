internal import MLOpsCore
internal import MLOpsDocuments

/// Makes the stages of one entry under `stages`: itself, or one for each item of its `foreach` or `matrix`.
struct StageExpander {
    /// A matrix may not make more stages than this.
    private static let limit = 100_000

    let context: TemplateContext
    let folder: String
    let files: RepositoryFileReader

    func expand(_ name: String, _ reader: SectionReader) throws -> [Stage] {
        let members = try reader.object()
        if members["foreach"] != nil || members["do"] != nil { return Self.unique(try foreach(name, reader, members)) }
        if members["matrix"] != nil { return Self.unique(try matrix(name, reader, members)) }
        return [try stage(name, reader, context)]
    }

    /// Equal items make one stage, the last one at the place of the first, as in DVC.
    private static func unique(_ stages: [Stage]) -> [Stage] {
        let last = Dictionary(stages.map { ($0.name, $0) }) { $1 }
        return stages.map(\.name).unique().compactMap { last[$0] }
    }

    private func foreach(_ name: String, _ reader: SectionReader, _ members: JSONObject) throws -> [Stage] {
        _ = try reader.object(allowing: ["foreach", "do"])
        guard let list = members["foreach"], let body = members["do"] else {
            throw reader.error("'foreach' and 'do' belong together", hint: "add the missing one")
        }
        let template = reader.child("do", body)
        let section = reader.child("foreach", list)
        switch try context.resolve(list, at: section) {
        case .array(let items):
            let isComposite = items.contains { Template.text(of: $0) == nil }
            return try items.enumerated().map { index, item in
                let label = Self.name(of: item, writtenAs: list.arrayValue?[index])
                let key = isComposite ? String(index) : label ?? String(index)
                return try stage("\(name)@\(key)", template, context.with(["item": item]))
            }
        case .object(let entries):
            return try entries.map { key, item in
                try stage("\(name)@\(key)", template, context.with(["item": item, "key": .string(key)]))
            }
        default: throw section.mismatch("a list or a mapping", hint: "write '[ITEM, …]' or '{KEY: ITEM, …}'")
        }
    }

    private func matrix(_ name: String, _ reader: SectionReader, _ members: JSONObject) throws -> [Stage] {
        let section = reader.child("matrix", members["matrix"] ?? .null)
        let axes = SectionReader(
            document: reader.document, path: section.path, value: try context.resolve(section.value, at: section))
        if try axes.object().isEmpty { throw section.error("it has no values", hint: "write 'NAME: [VALUE, …]' below") }
        var combinations: [(key: [String], item: JSONObject)] = [([], JSONObject())]
        for (axis, values) in try axes.object() {
            let written = section.value[axis]?.arrayValue
            let items = try Self.items(values, axes.child(axis, values), isTemplate: section.value[axis] != values)
            if combinations.count * max(1, items.count) > Self.limit { throw section.error("makes too many stages") }
            combinations = combinations.flatMap { combination in
                items.enumerated().map { index, item in
                    var next = combination
                    next.key.append(Self.name(of: item, writtenAs: written?[index]) ?? "\(axis)\(index)")
                    next.item[axis] = item
                    return next
                }
            }
        }
        var rest = members
        rest["matrix"] = nil
        let template = SectionReader(document: reader.document, path: reader.path, value: .object(rest))
        return try combinations.map { combination in
            let key = combination.key.joined(separator: "-")
            return try stage(
                "\(name)@\(key)", template, context.with(["item": .object(combination.item), "key": .string(key)]))
        }
    }

    /// The values of one axis of a matrix; of a mapping that a template put in these are its keys, as in DVC.
    private static func items(
        _ values: JSONValue, _ reader: SectionReader, isTemplate: Bool
    ) throws(DocumentError) -> [JSONValue] {
        switch values {
        case .array(let items): return items
        case .object(let members) where isTemplate: return members.keys.map(JSONValue.string)
        default: throw reader.mismatch("a list", hint: "write '[VALUE, …]'")
        }
    }

    /// What an item adds to a stage's name; nil for lists and mappings. DVC calls a boolean as Python does where a
    /// template put it in.
    private static func name(of item: JSONValue, writtenAs written: JSONValue?) -> String? {
        if case .bool(let flag) = item, written != item { return flag ? "True" : "False" }
        return Template.text(of: item)
    }

    private func stage(_ name: String, _ reader: SectionReader, _ context: TemplateContext) throws -> Stage {
        var context = context
        let members = try reader.object(allowing: StageReader.keys)
        if let vars = members["vars"] {
            let wdir = try members["wdir"].map { try context.resolve($0, at: reader.child("wdir", $0)) }
            let base = RelativePath.join(folder, wdir?.stringValue ?? "")
            try VariableLoader(folder: base, read: files).load(
                reader.child("vars", vars), into: &context, defaultFile: nil)
        }
        var definition = members
        definition["vars"] = nil
        let resolved = try context.resolve(.object(definition), at: reader)
        let section = SectionReader(document: reader.document, path: reader.path, value: resolved)
        return try StageReader(reader: section, folder: folder).stage(name)
    }
}

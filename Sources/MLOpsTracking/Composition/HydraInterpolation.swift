internal import MLOpsCore

/// Puts values in place of `${a.b}`, `${.near}` and `${..above}`, as OmegaConf does. Functions (`${oc.env:X}`) are
/// refused: a configuration must mean the same for everybody.
struct HydraInterpolation {
    private static let depthLimit = 32

    let root: JSONValue

    func resolved() throws -> JSONValue { try resolve(root, at: [], depth: 0) }

    private func resolve(_ value: JSONValue, at path: [String], depth: Int) throws -> JSONValue {
        guard depth < Self.depthLimit else {
            throw Diagnostic.fatal("'\(path.joined(separator: "."))' is interpolated without end")
        }
        switch value {
        case .object(let members):
            return .object(
                JSONObject(try members.map { ($0.key, try resolve($0.value, at: path + [$0.key], depth: depth)) }))
        case .array(let items):
            return .array(
                try items.enumerated().map { try resolve($0.element, at: path + [String($0.offset)], depth: depth) })
        case .string(let text): return try resolve(text, at: path, depth: depth)
        default: return value
        }
    }

    private func resolve(_ text: String, at path: [String], depth: Int) throws -> JSONValue {
        guard let open = text.firstRange(of: "${") else { return .string(text) }
        if text[..<open.lowerBound].hasSuffix("\\") {
            let rest = try resolve(String(text[open.upperBound...]), at: path, depth: depth + 1)
            return .string(text[..<open.lowerBound].dropLast() + "${" + (rest.stringValue ?? ""))
        }
        guard let close = text[open.upperBound...].firstIndex(of: "}") else {
            throw Diagnostic.fatal("'\(text)' has an open interpolation")
        }
        let name = String(text[open.upperBound..<close])
        let (value, place) = try find(name, from: path)
        let found = try resolve(value, at: place, depth: depth + 1)
        let after = text.index(after: close)
        if open.lowerBound == text.startIndex, after == text.endIndex { return found }
        let rest = try resolve(String(text[after...]), at: path, depth: depth + 1)
        return .string(text[..<open.lowerBound] + Self.text(found) + Self.text(rest))
    }

    private func find(_ name: String, from path: [String]) throws -> (JSONValue, [String]) {
        if name.contains(":") || name.contains("${") {
            throw Diagnostic.fatal("'${\(name)}' is a function or nested, which is not known here")
        }
        let dots = name.prefix { $0 == "." }.count
        let names = name.dropFirst(dots).replacing("[", with: ".").replacing("]", with: "").split(separator: ".")
        let place = (dots == 0 ? [] : Array(path.dropLast(dots))) + names.map(String.init)
        var value = root
        for part in place {
            let inner = value.arrayValue.flatMap { items in
                Int(part).flatMap { items.indices.contains($0) ? items[$0] : Optional.none }
            }
            guard let next = inner ?? value[part] else {
                throw Diagnostic.fatal("'${\(name)}' in '\(path.joined(separator: "."))' has no value")
            }
            value = next
        }
        return (value, place)
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .bool(let flag): flag ? "True" : "False"
        case .null: "None"
        default: value.serialized().asText
        }
    }
}

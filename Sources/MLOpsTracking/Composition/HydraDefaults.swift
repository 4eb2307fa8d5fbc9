internal import MLOpsCore

/// Expands the defaults list of a configuration into layers, in the order in which they are merged.
struct HydraDefaults {
    struct Layer {
        let value: JSONObject
        let package: String
    }

    /// A configuration to be taken in.
    struct Entry {
        /// From the top of the folder, without `.yaml`.
        let path: String
        /// The group that names in its own defaults start from.
        let folder: String
        /// Where it goes unless its header says otherwise.
        let package: String
        var isOptional = false
        /// The package was said where it is named, which is more than its header.
        var isFixed = false
    }

    private static let depthLimit = 32

    let composer: HydraComposer
    private(set) var layers: [Layer] = []
    /// What a group is to be, by group or `group@package`: the command line first, then outer lists before inner ones.
    private var choices: [String: JSONValue] = [:]
    private var removed: [String: JSONValue?] = [:]
    private var additions: [(group: String, place: String?, value: JSONValue)] = []
    private var used: Set<String> = []
    private var asked: [String] = []
    /// Groups by the place that they go to: each may stand there once.
    private var taken: Set<String> = []

    init(composer: HydraComposer, groups: [HydraOverride]) {
        self.composer = composer
        for override in groups {
            let key = override.place.map { "\(override.key)@\($0)" } ?? override.key
            switch override.operation {
            case .change:
                choices[key] = override.value ?? .null
                asked.append(key)
            case .add, .changeOrAdd: additions.append((override.key, override.place, override.value ?? .null))
            case .remove:
                removed[key] = .some(override.value)
                asked.append(key)
            }
        }
    }

    /// A group on the command line that no list has is a slip.
    func requireEveryGroupIsKnown() throws {
        if let key = asked.first(where: { !used.contains($0) }) {
            throw Diagnostic.usage("no defaults list has '\(key)'", hint: "+\(key)=VALUE adds it")
        }
    }

    mutating func expand(_ entry: Entry, isPrimary: Bool, depth: Int) throws {
        guard depth < Self.depthLimit else { throw Diagnostic.fatal("defaults lists nest too deeply") }
        guard let (value, header) = try composer.load(entry.path) else {
            if entry.isOptional { return }
            throw Diagnostic.fatal("there is no configuration '\(entry.path).yaml'")
        }
        let package = entry.isFixed ? entry.package : try Self.package(header, entry)
        var own = value
        own["defaults"] = nil
        var items = value["defaults"]?.arrayValue ?? []
        if !items.contains("_self_") { items.append("_self_") }
        if isPrimary { items += additions.map(Self.item) }
        for item in items { noteOverride(item, entry) }
        for item in items {
            if item == "_self_" {
                layers.append(Layer(value: own, package: package))
            } else {
                for child in try children(item, entry, package) {
                    try expand(child, isPrimary: false, depth: depth + 1)
                }
            }
        }
    }

    private static func item(_ addition: (group: String, place: String?, value: JSONValue)) -> JSONValue {
        [(addition.place.map { "\(addition.group)@\($0)" } ?? addition.group): addition.value]
    }

    private static func package(_ header: String?, _ entry: Entry) throws -> String {
        guard let header else { return entry.package }
        switch header {
        case "_global_", "": return ""
        case "_group_": return entry.folder.replacing("/", with: ".")
        default:
            let text = header.hasPrefix("_global_.") ? String(header.dropFirst(9)) : header
            return text.replacing("_group_", with: entry.folder.replacing("/", with: "."))
        }
    }

    private mutating func noteOverride(_ item: JSONValue, _ entry: Entry) {
        guard let member = item.objectValue?.first(where: { $0.key.hasPrefix("override ") }) else { return }
        let name = member.key.dropFirst(9).drop { $0 == " " }
        let parts = name.split(separator: "@", maxSplits: 1).map(String.init)
        let group = Self.absolute(parts[0], in: entry.folder)
        let key = parts.count > 1 ? "\(group)@\(parts[1])" : group
        if choices[key] == nil { choices[key] = member.value }
        asked.append(key)
    }

    private static func absolute(_ group: String, in folder: String) -> String {
        if group.hasPrefix("/") { return String(group.dropFirst()) }
        return folder.isEmpty ? group : "\(folder)/\(group)"
    }

    /// What one item of a defaults list stands for.
    private mutating func children(_ item: JSONValue, _ entry: Entry, _ package: String) throws -> [Entry] {
        if case .string(let name) = item { return [Self.config(name, entry, package)] }
        guard let members = item.objectValue, members.count == 1, let member = members.first(where: { _ in true })
        else {
            throw Diagnostic.fatal("'\(entry.path).yaml': an item of 'defaults' is a name or GROUP: NAME")
        }
        var name = member.key
        if name.hasPrefix("override ") || name == "override" { return [] }
        var isOptional = false
        if name.hasPrefix("optional ") {
            isOptional = true
            name = String(name.dropFirst(9).drop { $0 == " " })
        }
        let parts = name.split(separator: "@", maxSplits: 1).map(String.init)
        let group = Self.absolute(parts[0], in: entry.folder)
        if group == "hydra" || group.hasPrefix("hydra/") { return [] }
        let relative = parts[0].hasPrefix("/") ? String(parts[0].dropFirst()) : parts[0]
        let place = parts.count > 1 ? Self.place(parts[1], relative) : relative.replacing("/", with: ".")
        let target = Self.join(package, place)
        let key = parts.count > 1 ? "\(group)@\(target)" : group
        for candidate in [key, group] where removed[candidate] != nil {
            used.insert(candidate)
            if let value = removed[candidate] ?? nil, value != member.value { continue }
            return []
        }
        var choice = member.value
        for candidate in [key, group] where choices[candidate] != nil {
            used.insert(candidate)
            choice = choices[candidate] ?? choice
            break
        }
        guard taken.insert("\(group)@\(target)").inserted else {
            throw Diagnostic.fatal(
                "'\(entry.path).yaml': '\(group)' is in the defaults list twice", hint: "override \(group): NAME")
        }
        return try Self.options(choice, entry).map { option in
            Entry(
                path: "\(group)/\(option)", folder: group, package: target, isOptional: isOptional,
                isFixed: parts.count > 1)
        }
    }

    private static func place(_ text: String, _ relative: String) -> String {
        text == "_here_" ? "" : text.replacing("_group_", with: relative.replacing("/", with: "."))
    }

    /// `_global_` begins anew.
    private static func join(_ package: String, _ place: String) -> String {
        let whole = package.isEmpty ? place : place.isEmpty ? package : "\(package).\(place)"
        guard let global = whole.range(of: "_global_") else { return whole }
        return String(whole[global.upperBound...].drop { $0 == "." })
    }

    private static func config(_ name: String, _ entry: Entry, _ package: String) -> Entry {
        let parts = name.split(separator: "@", maxSplits: 1).map(String.init)
        let path = absolute(parts[0], in: entry.folder)
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        let own = parts[0].drop { $0 == "/" }
        let relative = own.lastIndex(of: "/").map { String(own[..<$0]).replacing("/", with: ".") } ?? ""
        let place = parts.count > 1 ? self.place(parts[1], relative) : relative
        return Entry(path: path, folder: folder, package: join(package, place), isFixed: parts.count > 1)
    }

    private static func options(_ choice: JSONValue, _ entry: Entry) throws -> [String] {
        switch choice {
        case .null: return []
        case .string(let name):
            if name.contains("${") {
                throw Diagnostic.fatal("'\(entry.path).yaml': '\(name)' is not known in 'defaults'")
            }
            return [name]
        case .array(let names): return try names.flatMap { try options($0, entry) }
        case .integer(let number): return [String(number)]
        default: throw Diagnostic.fatal("'\(entry.path).yaml': an option is the name of a configuration")
        }
    }
}

extension String {
    fileprivate func range(of text: String) -> Range<Index>? { ranges(of: text).last }
}

internal import MLOpsCore
internal import MLOpsDocuments

/// `meta.mlops` of a stage.
struct SettingsReader {
    private static let keys = ["metrics", "resources", "image", "when", "retries", "timeout", "mutex"]
    private let own: SectionReader

    init(_ meta: SectionReader) {
        own = meta.child("mlops", meta.value["mlops"] ?? .null)
    }

    func settings() throws(DocumentError) -> StageSettings {
        var settings = StageSettings()
        for (key, value) in try own.object(allowing: Self.keys) {
            let entry = own.child(key, value)
            switch key {
            case "resources": settings.resources = try resources(entry)
            case "image": settings.image = try entry.string()
            case "when": settings.when = try condition(entry)
            case "retries": settings.retries = Int(try number(entry, "a number of further attempts"))
            case "timeout": settings.timeout = try duration(entry)
            case "mutex":
                if let name = value.stringValue {
                    settings.mutex = [name]
                } else {
                    settings.mutex = try entry.strings()
                }
            default: break
            }
        }
        return settings
    }

    private func resources(_ section: SectionReader) throws(DocumentError) -> StageSettings.Resources {
        var resources = StageSettings.Resources()
        for (key, value) in try section.object(allowing: ["cpus", "gpus", "memory"]) {
            let entry = section.child(key, value)
            switch key {
            case "cpus": resources.cpus = Int(try number(entry, "a number of processors"))
            case "gpus": resources.gpus = Int(try number(entry, "a number of graphics processors"))
            default:
                resources.memory = try quantity(
                    entry, ["": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40], "8G")
            }
        }
        return resources
    }

    private func condition(_ section: SectionReader) throws(DocumentError) -> StageCondition {
        if case .bool(let flag) = section.value { return .constant(flag) }
        guard let condition = StageCondition(try section.string()) else {
            throw section.error(
                "is no condition", hint: "write 'KEY == VALUE' or 'FILE:KEY < VALUE', joined by and, or, not")
        }
        return condition
    }

    private func duration(_ section: SectionReader) throws(DocumentError) -> Int64 {
        try quantity(section, ["": 1000, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000], "90s or 2h")
    }

    private func number(_ section: SectionReader, _ what: String) throws(DocumentError) -> Int64 {
        guard case .integer(let number) = section.value, (0...1_000_000).contains(number) else {
            throw section.mismatch(what)
        }
        return number
    }

    /// A number with one of the units behind it.
    private func quantity(
        _ section: SectionReader, _ units: [String: Int64], _ example: String
    ) throws(DocumentError) -> Int64 {
        let text = section.value.stringValue ?? section.value.serialized().asText
        let digits = text.prefix { $0.isNumber || $0 == "." }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Double(digits), let factor = units[String(unit)], number >= 0, number < 1e12 else {
            throw section.error("is not understood", hint: "write it as \(example)")
        }
        return Int64(number * Double(factor))
    }
}

/// A named function on a value: `{{ value | name(argument) }}`.
struct TemplateFilter: Sendable {
    /// A parameter, with the value it has when it is left out.
    struct Parameter: Sendable {
        let name: String
        let standard: TemplateValue?
        /// It must be given as `name=value`.
        var isNamed = false
    }

    let parameters: [Parameter]
    /// The value may be a name that is not defined; it comes as nil.
    var acceptsUndefined = false
    /// The result, or nil when the values do not fit.
    let apply: @Sendable (TemplateValue?, [TemplateValue]) -> TemplateValue?

    /// Jinja's `lower upper trim replace default`, cookiecutter's `slugify`, and two of our own: `quote` and
    /// `python_identifier`.
    static let all: [String: TemplateFilter] = [
        "lower": text { TemplateText.lower($0) },
        "upper": text { $0.uppercased() },
        "trim": text { TemplateText.trimmed($0) },
        "quote": text { TemplateText.quoted($0) },
        "python_identifier": text { PythonName.identifier(from: $0) },
        "slugify": TemplateFilter(parameters: [Parameter(name: "separator", standard: .string("-"), isNamed: true)]) {
            value, arguments in
            guard case .string(let text)? = value, case .string(let separator) = arguments[0] else { return nil }
            return .string(TemplateText.slug(text, separator: separator))
        },
        "replace": TemplateFilter(parameters: [
            Parameter(name: "old", standard: nil), Parameter(name: "new", standard: nil),
        ]) { value, arguments in
            guard case .string(let text)? = value, case .string(let old) = arguments[0],
                case .string(let new) = arguments[1]
            else { return nil }
            return TemplateText.replaced(text, old, by: new).map(TemplateValue.string)
        },
        "default": TemplateFilter(
            parameters: [
                Parameter(name: "default_value", standard: .string("")),
                Parameter(name: "boolean", standard: .bool(false)),
            ],
            acceptsUndefined: true
        ) { value, arguments in
            guard let value else { return arguments[0] }
            return arguments[1].isTrue && !value.isTrue ? arguments[0] : value
        },
    ]

    /// A filter from text to text without arguments.
    private static func text(_ function: @escaping @Sendable (String) -> String) -> TemplateFilter {
        TemplateFilter(parameters: []) { value, _ in
            guard case .string(let text)? = value else { return nil }
            return .string(function(text))
        }
    }
}

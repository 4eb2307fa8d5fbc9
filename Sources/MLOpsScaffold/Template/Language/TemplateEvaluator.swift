/// Computes nodes and expressions with the variables it was given. A name that is not among them is an error,
/// never empty text.
struct TemplateEvaluator {
    let variables: [String: TemplateValue]
    let file: String

    /// No text that a template makes may become longer: filters can multiply.
    private static let longest = 1 << 24

    func render(_ nodes: [TemplateNode]) throws(TemplateError) -> [UInt8] {
        var output: [UInt8] = []
        try render(nodes, into: &output)
        return output
    }

    private func render(_ nodes: [TemplateNode], into output: inout [UInt8]) throws(TemplateError) {
        for node in nodes {
            switch node {
            case .text(let bytes): output += bytes
            case .output(let expression): output += try value(of: expression).printed.utf8
            case .conditional(let branches, let otherwise): try render(branches, otherwise, into: &output)
            }
        }
    }

    private func render(
        _ branches: [TemplateBranch], _ otherwise: [TemplateNode], into output: inout [UInt8]
    ) throws(TemplateError) {
        for branch in branches where try value(of: branch.condition).isTrue {
            return try render(branch.body, into: &output)
        }
        try render(otherwise, into: &output)
    }

    func value(of expression: TemplateExpression) throws(TemplateError) -> TemplateValue {
        switch expression {
        case .literal(let value): return value
        case .variable, .member: return try lookUp(expression)
        case .list(let items):
            var values: [TemplateValue] = []
            for item in items { values.append(try value(of: item)) }
            return .list(values)
        case .filter(let input, let call): return try filtered(input, by: call)
        case .isDefined(let inner): return .bool(try find(inner) != nil)
        case .not(let inner): return .bool(!(try value(of: inner).isTrue))
        case .and(let left, let right):
            let value = try value(of: left)
            return value.isTrue ? try self.value(of: right) : value
        case .or(let left, let right):
            let value = try value(of: left)
            return value.isTrue ? value : try self.value(of: right)
        case .equal(let left, let right): return .bool(try value(of: left) == value(of: right))
        case .contains(let item, let container, let line):
            return .bool(try contains(try value(of: item), in: try value(of: container), line: line))
        case .choice(let value, let condition, let otherwise):
            return try self.value(of: try self.value(of: condition).isTrue ? value : otherwise)
        }
    }

    private func contains(_ item: TemplateValue, in container: TemplateValue, line: Int) throws(TemplateError) -> Bool {
        switch (container, item) {
        case (.list(let items), _): return items.contains(item)
        case (.string(let text), .string(let part)): return part.isEmpty || text.utf8Contains(part)
        default: throw TemplateError(file, line: line, "'in' needs a list or a text, not \(container.kind)")
        }
    }

    /// The value of a name or member, or nil when there is none.
    private func find(_ expression: TemplateExpression) throws(TemplateError) -> TemplateValue? {
        switch expression {
        case .variable(let name, _): return variables[name]
        case .member(let owner, let name, let line):
            guard case .object(let members) = try value(of: owner) else {
                throw TemplateError(file, line: line, "'.\(name)' of what is not a group of values")
            }
            return members[name]
        default: return try value(of: expression)
        }
    }

    private func lookUp(_ expression: TemplateExpression) throws(TemplateError) -> TemplateValue {
        if let value = try find(expression) { return value }
        switch expression {
        case .variable(let name, let line), .member(_, let name, let line):
            throw TemplateError(file, line: line, "'\(name)' is not defined")
        default: return .none
        }
    }

    private func filtered(_ input: TemplateExpression, by call: TemplateFilterCall) throws(TemplateError)
        -> TemplateValue
    {
        guard let filter = TemplateFilter.all[call.name] else {
            throw TemplateError(file, line: call.line, "unknown filter '\(call.name)'")
        }
        let value = filter.acceptsUndefined ? try find(input) : try value(of: input)
        var arguments: [TemplateValue] = []
        for argument in call.arguments { arguments.append(try self.value(of: argument)) }
        var named: [String: TemplateValue] = [:]
        for (key, argument) in call.named { named[key] = try self.value(of: argument) }
        let bound = try bind(arguments, named, to: filter, call)
        guard let result = filter.apply(value, bound) else {
            throw TemplateError(file, line: call.line, "filter '\(call.name)' cannot take these values")
        }
        if case .string(let text) = result, text.utf8.count > Self.longest {
            throw TemplateError(file, line: call.line, "the text becomes too long")
        }
        return result
    }

    /// The arguments in the order of the filter's parameters, defaults filled in.
    private func bind(
        _ arguments: [TemplateValue], _ named: [String: TemplateValue], to filter: TemplateFilter,
        _ call: TemplateFilterCall
    ) throws(TemplateError) -> [TemplateValue] {
        let names = filter.parameters.map(\.name)
        if arguments.count > filter.parameters.prefix(while: { !$0.isNamed }).count
            || !named.keys.allSatisfy({ names.dropFirst(arguments.count).contains($0) })
        {
            throw TemplateError(file, line: call.line, "filter '\(call.name)' does not take these arguments")
        }
        var bound = arguments
        for parameter in filter.parameters.dropFirst(arguments.count) {
            guard let value = named[parameter.name] ?? parameter.standard else {
                throw TemplateError(file, line: call.line, "filter '\(call.name)' needs '\(parameter.name)'")
            }
            bound.append(value)
        }
        return bound
    }
}

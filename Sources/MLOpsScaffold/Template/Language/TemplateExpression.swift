/// The value part of a template.
indirect enum TemplateExpression: Sendable, Equatable {
    case literal(TemplateValue)
    case variable(String, line: Int)
    case member(TemplateExpression, String, line: Int)
    case list([TemplateExpression])
    case filter(TemplateExpression, TemplateFilterCall)
    /// `value is defined`
    case isDefined(TemplateExpression)
    case not(TemplateExpression)
    case and(TemplateExpression, TemplateExpression)
    case or(TemplateExpression, TemplateExpression)
    case equal(TemplateExpression, TemplateExpression)
    /// `item in container`
    case contains(item: TemplateExpression, container: TemplateExpression, line: Int)
    /// `value if condition else otherwise`
    case choice(TemplateExpression, if: TemplateExpression, else: TemplateExpression)
}

/// `| name(arguments, key=value)`
struct TemplateFilterCall: Sendable, Equatable {
    let name: String
    let arguments: [TemplateExpression]
    let named: [String: TemplateExpression]
    let line: Int
}

/// A parsed template.
enum TemplateNode: Sendable, Equatable {
    case text([UInt8])
    case output(TemplateExpression)
    /// The first branch whose condition is true, else `otherwise`.
    case conditional([TemplateBranch], otherwise: [TemplateNode])
}

struct TemplateBranch: Sendable, Equatable {
    let condition: TemplateExpression
    let body: [TemplateNode]
}

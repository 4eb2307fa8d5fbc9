/// The targets of Package.swift with what they use, read from its text: asking SwiftPM would wait for the lock that
/// `swift test` holds.
struct PackageManifest {
    struct Target: Equatable {
        let name: String
        let uses: Set<String>
        let isTest: Bool
    }

    let targets: [Target]

    init(_ text: String) {
        let products = Self.products(text)
        targets = text.matches(
            of: #/(?:\b(library|tests)\(\s*|\.(?:\w+Target|target|systemLibrary)\(\s*name:\s*)"([^"]+)"/#
        )
        .map { match in
            let call = Self.balanced(text[match.range.upperBound...], open: "(", close: ")", depth: 1)
            return Target(
                name: String(match.2), uses: Self.uses(call, products: products), isTest: match.1 == "tests")
        }
    }

    func uses(_ name: String) -> Set<String>? {
        targets.first { $0.name == name }?.uses
    }

    /// `let yams = Target.Dependency.product(name: "Yams", …)`: the name by which a list mentions a product.
    private static func products(_ text: String) -> [String: String] {
        let found = text.matches(of: #/let (\w+) = Target\.Dependency\.product\(name: "([^"]+)"/#)
        return Dictionary(uniqueKeysWithValues: found.map { (String($0.1), String($0.2)) })
    }

    private static func uses(_ call: Substring, products: [String: String]) -> Set<String> {
        guard let list = call.firstMatch(of: #/(?:uses|dependencies):\s*\[/#) else { return [] }
        let items = balanced(call[list.range.upperBound...], open: "[", close: "]", depth: 1)
        return Set(
            items.split { $0 == "," || $0.isWhitespace }.map { item in
                item.hasPrefix("\"") ? String(item.dropFirst().dropLast()) : products[String(item)] ?? String(item)
            })
    }

    /// The text up to the bracket that closes the one before it.
    private static func balanced(_ text: Substring, open: Character, close: Character, depth: Int) -> Substring {
        var depth = depth
        for index in text.indices {
            if text[index] == open { depth += 1 }
            if text[index] == close { depth -= 1 }
            if depth == 0 { return text[..<index] }
        }
        return text
    }
}

extension PackageManifest {
    /// Everything that is built before `name`.
    func closure(_ name: String) -> Set<String> {
        (uses(name) ?? []).reduce(into: []) { $0.formUnion(closure($1).union([$1])) }
    }

    /// The arrows without those that follow from others: A uses C is not drawn when A uses B and B uses C.
    var essentialEdges: Set<String> {
        var edges: Set<String> = []
        for target in targets where !target.isTest {
            let indirect = target.uses.reduce(into: Set<String>()) { $0.formUnion(closure($1)) }
            for use in target.uses.subtracting(indirect) { edges.insert("\(target.name) --> \(use)") }
        }
        return edges
    }
}
